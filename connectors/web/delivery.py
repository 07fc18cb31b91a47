"""Look at a conversation for its page, and release what waits under the conversation's lock."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.direct import Connection
from connectors.web.history import SHOWN, Shown
from escalation.conversation import NOTIFY_CONVERSATION

_COLUMNS = 4
"""So many columns come before the message's own."""

# Each is one statement, and so one round trip, though the second one locks, writes and reads: a stream
# runs them at every wake. Rows are the messages, each after the same columns on the conversation; with no
# message there is one row, its message NULL.
_LOOK = f"""
SELECT c.owner, c.last_seq, c.waiting, c.unreleased, m.*
FROM (
    SELECT id, owner, last_seq,
        EXISTS (SELECT FROM inbound_events i
                WHERE i.conversation_id = conversations.id AND i.state IN ('received', 'taken')) AS waiting,
        last_seq > %(after)s AND EXISTS (
            SELECT FROM deliveries d
            WHERE d.conversation_id = conversations.id AND d.state IN ('pending', 'sending')) AS unreleased
    FROM conversations WHERE id = %(id)s
) c
LEFT JOIN LATERAL (
    SELECT {SHOWN}
    FROM messages m
    LEFT JOIN deliveries d ON d.message_id = m.id
    LEFT JOIN inbound_events i ON i.id = m.inbound_id
    WHERE NOT c.unreleased AND m.conversation_id = c.id AND m.seq > %(after)s AND m.seq <= c.last_seq
        AND (m.author = 'citizen' OR d.state = 'sent')
    ORDER BY m.seq LIMIT %(limit)s
) m ON true
ORDER BY m.seq
"""  # noqa: S608 - SHOWN is a constant

# The statement sees the tables as they were when it began; only the locked row is as those left it for
# whom the lock waited. Hence: the epoch comes of the locked row; the position, like the messages, of what
# the statement saw; and where a delivery it saw open was released by another meanwhile, it says `repeat`,
# for it cannot tell what became of that one.
_RELEASE = f"""
WITH seen AS MATERIALIZED (
    SELECT id, last_seq FROM conversations WHERE id = %(id)s
), open AS MATERIALIZED (
    SELECT d.id, d.author, d.epoch, m.seq FROM deliveries d JOIN messages m ON m.id = d.message_id
    WHERE d.conversation_id = %(id)s AND d.state IN ('pending', 'sending')
), locked AS MATERIALIZED (
    SELECT id, owner, epoch FROM conversations WHERE id = %(id)s FOR NO KEY UPDATE
), released AS (
    UPDATE deliveries d SET
        state = made.state,
        done_at = now(),
        sending_at = CASE made.state WHEN 'sent' THEN now() ELSE d.sending_at END,
        external_id = CASE made.state WHEN 'sent' THEN made.seq::text ELSE d.external_id END,
        attempts = d.attempts + CASE made.state WHEN 'sent' THEN 1 ELSE 0 END
    FROM (
        SELECT open.id, open.seq, CASE
            WHEN open.author = 'bot' AND open.epoch <> locked.epoch THEN 'withheld' ELSE 'sent' END AS state
        FROM locked CROSS JOIN open
    ) made
    WHERE d.id = made.id AND d.state IN ('pending', 'sending')
    RETURNING d.message_id, d.state
), told AS MATERIALIZED (
    -- Operators see that it was sent. Pages need no waking: who finds it unreleased waits for this lock.
    SELECT pg_notify('{NOTIFY_CONVERSATION}', id::text) FROM locked
    WHERE owner <> 'bot' AND EXISTS (SELECT FROM released)
)
SELECT c.owner, c.last_seq, c.repeat, EXISTS (SELECT FROM told), m.*
FROM (
    SELECT locked.owner, seen.last_seq,
        (SELECT count(*) FROM open) <> (SELECT count(*) FROM released) AS repeat
    FROM locked CROSS JOIN seen
) c
LEFT JOIN LATERAL (
    SELECT {SHOWN}
    FROM messages m
    LEFT JOIN deliveries d ON d.message_id = m.id
    LEFT JOIN released r ON r.message_id = m.id
    LEFT JOIN inbound_events i ON i.id = m.inbound_id
    WHERE m.conversation_id = %(id)s AND m.seq > %(after)s AND m.seq <= c.last_seq
        AND (m.author = 'citizen' OR coalesce(r.state, d.state) = 'sent')
    ORDER BY m.seq LIMIT %(limit)s
) m ON true
ORDER BY m.seq
"""  # noqa: S608


@dataclass(frozen=True)
class Seen:
    """A conversation at a glance; its messages are read where none waits to be released."""

    owner: str
    last_seq: int
    waiting: bool  # an answer is awaited
    unreleased: bool
    messages: tuple[Shown, ...]


@dataclass(frozen=True)
class Released:
    """What was released and read. Up to `last_seq` nothing will be put into this history later."""

    owner: str
    last_seq: int
    messages: tuple[Shown, ...]


async def look(connection: Connection, conversation_id: uuid.UUID, after: int, limit: int) -> Seen | None:
    """The conversation, and up to `limit` messages above `after`; None before its first word."""
    rows = await _run(connection, _LOOK, conversation_id, after, limit)
    if not rows:
        return None
    owner, last_seq, waiting, unreleased = rows[0][:_COLUMNS]
    return Seen(owner, last_seq, waiting, unreleased, _messages(rows))


async def release(
    connection: Connection, conversation_id: uuid.UUID, after: int, limit: int
) -> Released | None:
    """Mark what waits as sent, withhold what a person overtook, and read; None: look again.

    None is for a page that another page of the conversation has just been quicker than.
    The page fetches by number, so a message marked sent whose bytes were lost is fetched again:
    `sending` and `sent` may be one step, and nothing is left between them by a process that dies.
    """
    rows = await _run(connection, _RELEASE, conversation_id, after, limit)
    if not rows:
        return None
    owner, last_seq, repeat, _ = rows[0][:_COLUMNS]
    return None if repeat else Released(owner, last_seq, _messages(rows))


async def _run(
    connection: Connection, statement: str, conversation_id: uuid.UUID, after: int, limit: int
) -> Sequence[tuple[Any, ...]]:
    values = {"id": conversation_id, "after": after, "limit": limit}
    cursor = await connection.execute(statement.encode(), values)
    return await cursor.fetchall()


def _messages(rows: Sequence[tuple[Any, ...]]) -> tuple[Shown, ...]:
    return tuple(Shown.from_columns(row[_COLUMNS:]) for row in rows if row[_COLUMNS] is not None)
