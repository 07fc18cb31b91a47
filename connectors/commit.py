"""Commit a turn: replies, commands, tracker events and "inbound done" in one transaction, once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.commands import carry_out
from connectors.direct import Connection, as_jsonb, driver_of, standing_alone
from connectors.engine import TurnResult
from connectors.intake import Pending
from connectors.messenger import PUSHED
from escalation.conversation import NOTIFY_CONVERSATION, lock
from escalation.dispatch import Dispatcher

# All that a turn writes, in one statement, and so in one round trip and one plan. Everything hangs on
# `recorded`, which is empty when the turn was committed before, and what the citizen is to see on
# `current` beside it: whether the assistant still owns the conversation at the turn's epoch, as the locked
# row says, which is as those left it for whom the lock waited.
_WRITE = f"""
WITH locked AS MATERIALIZED (
    SELECT id, channel, epoch, owner = 'bot' AND epoch = %(epoch)s AS current,
        CASE WHEN %(flush)s THEN '' ELSE set_config('synchronous_commit', 'off', true) END
    FROM conversations WHERE id = %(conversation_id)s FOR NO KEY UPDATE
), recorded AS (
    INSERT INTO turns (id, conversation_id, session, epoch, outcome, intent, confidence, article,
        candidates, timings)
    SELECT %(turn_id)s, id, %(session)s, %(epoch)s, CASE WHEN current THEN %(outcome)s ELSE 'overtaken' END,
        %(intent)s, %(confidence)s::float, %(article)s, %(candidates)s, %(timings)s
    FROM locked
    ON CONFLICT (id) DO NOTHING
    RETURNING outcome
), finished AS (
    UPDATE inbound_events e SET state = 'done' FROM recorded WHERE e.id = ANY(%(answered)s)
), remembered AS (
    INSERT INTO tracker_events (conversation_id, session, position, turn_id, event)
    SELECT locked.id, %(session)s, %(position)s + made.number - 1, %(turn_id)s, made.event
    FROM locked CROSS JOIN recorded
    CROSS JOIN jsonb_array_elements(%(events)s) WITH ORDINALITY AS made(event, number)
    WHERE locked.current
), numbered AS (
    UPDATE conversations c SET last_seq = c.last_seq + %(count)s, active_at = now()
    FROM locked CROSS JOIN recorded
    WHERE c.id = locked.id AND locked.current AND %(count)s > 0
    RETURNING c.last_seq - %(count)s AS before
), said AS (
    INSERT INTO messages (conversation_id, seq, author, text, buttons, sources, turn_id, ordinal)
    SELECT %(conversation_id)s, before + number, 'bot', reply->>'text', reply->'buttons', reply->'sources',
        %(turn_id)s, number - 1
    FROM numbered CROSS JOIN jsonb_array_elements(%(replies)s) WITH ORDINALITY AS made(reply, number)
    RETURNING id, author
), sent AS (
    INSERT INTO deliveries (message_id, conversation_id, channel, author, epoch)
    SELECT said.id, locked.id, locked.channel, said.author, locked.epoch
    FROM said CROSS JOIN locked WHERE %(deliver)s ORDER BY said.id
)
SELECT recorded.outcome,
    EXISTS (SELECT FROM inbound_events e WHERE e.conversation_id = %(conversation_id)s
        AND e.state IN ('received', 'taken') AND e.id <> ALL(%(answered)s)),
    CASE WHEN EXISTS (SELECT FROM said)
        THEN pg_notify('{NOTIFY_CONVERSATION}', %(conversation_id)s::text) END
FROM recorded
"""  # noqa: S608 - a constant

# The replies of a turn with commands are delivered at the epoch that the commands leave.
_DELIVER = """
INSERT INTO deliveries (message_id, conversation_id, channel, author, epoch)
SELECT m.id, c.id, c.channel, m.author, c.epoch
FROM messages m JOIN conversations c ON c.id = m.conversation_id
WHERE m.turn_id = %(turn_id)s AND m.ordinal IS NOT NULL ORDER BY m.seq
"""


@dataclass(frozen=True)
class Committed:
    """What became of a turn.

    `outcome` is the engine's, `overtaken` when a person took the conversation meanwhile, `repeated` when
    the turn was committed before. `more` tells that other events may wait for a turn.
    """

    outcome: str
    more: bool


async def commit_turn(
    sessions: async_sessionmaker[AsyncSession],
    pending: Pending,
    answered: Sequence[uuid.UUID],
    result: TurnResult,
    dispatcher: Dispatcher,
) -> Committed:
    """Carry the turn out, in a transaction of its own, if the assistant still owns the conversation at the
    turn's epoch.

    `answered` are the inbound events the turn answers. Raises `CodesClosed` when the turn tried an access
    code and others have used up the attempts since it was computed; then nothing of it has happened.
    """
    if not result.commands and pending.channel not in PUSHED:
        # A transaction of one statement. It returns before its WAL is on the disk, and nothing of it leaves
        # before: a page is shown a reply only once its release is committed, and that flushes all that was
        # committed earlier. A server that crashes between the two has lost a turn which nobody has
        # seen, and which is computed again, for its job and its inbound events are as they were.
        async with standing_alone(sessions) as connection:
            return await _write(connection, pending, answered, result, deliver=True, flush=False)
    async with sessions.begin() as session:
        return await _carry_out(session, pending, answered, result, dispatcher)


async def _carry_out(
    session: AsyncSession,
    pending: Pending,
    answered: Sequence[uuid.UUID],
    result: TurnResult,
    dispatcher: Dispatcher,
) -> Committed:
    """The same, where more than one statement is needed."""
    connection = await driver_of(session)
    plain = not result.commands
    committed = await _write(connection, pending, answered, result, deliver=plain, flush=True)
    if committed.outcome != result.outcome:
        return committed
    # Replies are numbered before the commands' own messages.
    if result.commands:
        conversation = await lock(session, pending.conversation_id)
        for command in result.commands:
            await carry_out(session, conversation, command, pending, dispatcher)
        await session.flush()
        if result.replies:
            await connection.execute(_DELIVER, {"turn_id": pending.turn_id})
    if result.replies:
        await dispatcher.deliver(session, pending.conversation_id, pending.channel)
    return committed


async def _write(
    connection: Connection,
    pending: Pending,
    answered: Sequence[uuid.UUID],
    result: TurnResult,
    *,
    deliver: bool,
    flush: bool,
) -> Committed:
    values = {
        "conversation_id": pending.conversation_id,
        "turn_id": pending.turn_id,
        "session": pending.session,
        "epoch": pending.epoch,
        "position": pending.position,
        "answered": list(answered),
        "outcome": result.outcome,
        "intent": result.intent,
        "confidence": result.confidence,
        "article": result.article,
        "candidates": as_jsonb(list(result.candidates)),
        "timings": as_jsonb(result.timings),
        "events": as_jsonb(list(result.events)),
        "replies": as_jsonb([_reply(reply) for reply in result.replies]),
        "count": len(result.replies),
        "deliver": deliver,
        "flush": flush,
    }
    cursor = await connection.execute(_WRITE.encode(), values)
    row = await cursor.fetchone()
    return Committed("repeated", more=True) if row is None else Committed(row[0], row[1])


def _reply(reply: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": str(reply.get("text") or ""),
        "buttons": list(reply.get("buttons") or ()),
        "sources": list(reply.get("sources") or ()),
    }
