"""Commit a turn: replies, commands, tracker events and "inbound done" in one transaction, once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID, insert
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.commands import carry_out
from connectors.engine import TurnResult
from connectors.intake import Pending
from connectors.tables import TurnRow
from escalation.conversation import lock
from escalation.dispatch import Dispatcher
from escalation.message import Author, Draft, append, send
from escalation.owner import Owner

# Built once: building a statement costs as much as running it.
_RECORD = insert(TurnRow).on_conflict_do_nothing(index_elements=["id"]).returning(TurnRow.id)
_FINISH = text(
    "UPDATE inbound_events SET state = 'done' WHERE id = ANY(:ids) RETURNING EXISTS ("
    "SELECT FROM inbound_events other WHERE other.conversation_id = :conversation_id"
    " AND other.state IN ('received', 'taken') AND other.id <> ALL(:ids))"
).bindparams(bindparam("conversation_id", type_=UUID), bindparam("ids", type_=ARRAY(UUID)))
# One statement and one parameter for all events, however many a turn makes.
_APPEND_EVENTS = text(
    "INSERT INTO tracker_events (conversation_id, session, position, turn_id, event)"
    " SELECT :conversation_id, :session, :position + number - 1, :turn_id, event"
    " FROM jsonb_array_elements(:events) WITH ORDINALITY AS made(event, number)"
).bindparams(
    bindparam("conversation_id", type_=UUID),
    bindparam("session", type_=Integer),
    bindparam("position", type_=Integer),
    bindparam("turn_id", type_=UUID),
    bindparam("events", type_=JSONB),
)


async def _record(session: AsyncSession, pending: Pending, result: TurnResult, outcome: str) -> bool:
    values = {
        "id": pending.turn_id,
        "conversation_id": pending.conversation_id,
        "session": pending.session,
        "epoch": pending.epoch,
        "outcome": outcome,
        "intent": result.intent,
        "confidence": result.confidence,
        "article": result.article,
        "candidates": list(result.candidates),
        "timings": result.timings,
    }
    return await session.scalar(_RECORD, values) is not None


async def _finish_events(session: AsyncSession, pending: Pending, ids: Sequence[uuid.UUID]) -> bool:
    """Whether other events wait in the conversation, as the same statement sees it."""
    values = {"conversation_id": pending.conversation_id, "ids": list(ids)}
    return any((await session.scalars(_FINISH, values)).all())


async def _append_tracker_events(session: AsyncSession, pending: Pending, result: TurnResult) -> None:
    if not result.events:
        return
    values = {
        "conversation_id": pending.conversation_id,
        "session": pending.session,
        "position": pending.position,
        "turn_id": pending.turn_id,
        "events": list(result.events),
    }
    await session.execute(_APPEND_EVENTS, values)


@dataclass(frozen=True)
class Committed:
    """What became of a turn.

    `outcome` is the engine's, `overtaken` when a person took the conversation meanwhile, `repeated` when
    the turn was committed before. `more` tells that other events may wait for a turn.
    """

    outcome: str
    more: bool


async def commit_turn(
    session: AsyncSession,
    pending: Pending,
    answered: Sequence[uuid.UUID],
    result: TurnResult,
    dispatcher: Dispatcher,
) -> Committed:
    """Carry the turn out if the assistant still owns the conversation at the turn's epoch.

    `answered` are the inbound events the turn answers.
    """
    conversation = await lock(session, pending.conversation_id)
    current = conversation.owner == Owner.BOT and conversation.epoch == pending.epoch
    outcome = result.outcome if current else "overtaken"
    if not await _record(session, pending, result, outcome):
        return Committed("repeated", more=True)
    more = await _finish_events(session, pending, answered)
    if not current:
        return Committed(outcome, more)
    replies = [
        await append(
            session,
            conversation,
            Draft(
                Author.BOT,
                str(reply.get("text") or ""),
                buttons=reply.get("buttons") or (),
                sources=reply.get("sources") or (),
                turn_id=pending.turn_id,
                ordinal=ordinal,
            ),
        )
        for ordinal, reply in enumerate(result.replies)
    ]
    # Replies are numbered before the commands' own messages, and delivered at the epoch the commands leave.
    await _append_tracker_events(session, pending, result)
    for command in result.commands:
        await carry_out(session, conversation, command, pending, dispatcher)
    for message in replies:
        await send(session, conversation, message)
    if replies:
        await dispatcher.deliver(session, conversation.id, conversation.channel)
    return Committed(outcome, more)
