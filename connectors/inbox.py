"""Store an update, defer its turn, and only then let it be acknowledged."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.direct import Connection, as_jsonb, driver_of, standing_alone
from connectors.storable import storable
from connectors.turn_job import DEFER_TURN
from escalation.dispatch import Dispatcher


@dataclass(frozen=True)
class Update:
    """The envelope of a platform's update. Its body is parsed later, by the worker.

    `kind` is `message`, `button` or `ignored`: kinds that ask for no answer are stored and left alone.
    """

    channel: str
    external_id: str
    peer: str
    kind: str
    body: dict[str, Any]
    conversation_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Accepted:
    """What became of an update; `event_id` is the id it was stored with, now or before."""

    event_id: uuid.UUID
    conversation_id: uuid.UUID
    duplicate: bool


# One statement: the conversation is found or made, the update stored once. The last column is the id the
# update was stored with before.
_STORE = f"""
WITH known AS MATERIALIZED (
    SELECT id FROM conversations WHERE channel = %(channel)s AND peer = %(peer)s
), made AS (
    INSERT INTO conversations (id, channel, peer)
    SELECT %(wanted)s, %(channel)s, %(peer)s WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT DO NOTHING
    RETURNING id
), conversation AS MATERIALIZED (
    SELECT id FROM known UNION ALL SELECT id FROM made
), stored AS (
    INSERT INTO inbound_events (id, channel, external_id, conversation_id, kind, body, state)
    SELECT %(id)s, %(channel)s, %(external_id)s, conversation.id, %(kind)s, %(body)s, %(state)s
    FROM conversation
    ON CONFLICT (channel, external_id) DO NOTHING
    RETURNING id, conversation_id
)
SELECT conversation.id, (SELECT id FROM stored),
    (SELECT id FROM inbound_events WHERE channel = %(channel)s AND external_id = %(external_id)s),
    CASE WHEN %(defer)s THEN (SELECT {DEFER_TURN} FROM stored) END
FROM conversation
"""  # noqa: S608 - a constant
_TRIES = 3


async def accept(session: AsyncSession, update: Update, dispatcher: Dispatcher) -> Accepted:
    """Store the update once. When the caller's transaction commits, it may be acknowledged.

    A redelivered update finds the unique key and changes nothing.
    """
    connection = await driver_of(session)
    accepted = await _store(connection, update)
    if update.kind != "ignored" and not accepted.duplicate:
        await dispatcher.turn(connection, accepted.conversation_id)
    return accepted


async def accept_alone(sessions: async_sessionmaker[AsyncSession], update: Update) -> Accepted:
    """The same in a transaction of its own, the job with it: one statement, one round trip.

    When this returns, the update may be acknowledged.
    """
    async with standing_alone(sessions) as connection:
        return await _store(connection, update, defer=update.kind != "ignored")


async def _store(connection: Connection, update: Update, *, defer: bool = False) -> Accepted:
    values = {
        "id": uuid.uuid4(),
        "wanted": update.conversation_id or uuid.uuid4(),
        "channel": update.channel,
        "peer": update.peer,
        "external_id": update.external_id,
        "kind": update.kind,
        "body": as_jsonb(storable(update.body)),
        "defer": defer,
        "state": "ignored" if update.kind == "ignored" else "received",
    }
    for _ in range(_TRIES):
        cursor = await connection.execute(_STORE.encode(), values)
        row = await cursor.fetchone()
        # Neither of the two: another stored it, or made the conversation, while this statement ran, which
        # does not see it. The next one does.
        if row is not None and (stored := row[1] or row[2]) is not None:
            return Accepted(stored, row[0], duplicate=row[1] is None)
    raise LookupError(f"{update.channel}: the conversation id is taken by another peer")
