"""Commit a turn: replies, commands, tracker events and "inbound done" in one transaction, once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.commands import carry_out
from connectors.engine import TurnResult
from connectors.intake import Pending
from connectors.tables import InboundRow, TrackerEventRow, TurnRow
from escalation.conversation import lock
from escalation.dispatch import Dispatcher
from escalation.message import Author, Draft, append, send
from escalation.owner import Owner


async def _record(session: AsyncSession, pending: Pending, result: TurnResult, outcome: str) -> bool:
    written = await session.scalar(
        insert(TurnRow)
        .values(
            id=pending.turn_id,
            conversation_id=pending.conversation_id,
            session=pending.session,
            epoch=pending.epoch,
            outcome=outcome,
            intent=result.intent,
            confidence=result.confidence,
            article=result.article,
            candidates=list(result.candidates),
            timings=result.timings,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(TurnRow.id)
    )
    return written is not None


async def _finish_events(session: AsyncSession, ids: Sequence[uuid.UUID]) -> None:
    await session.execute(update(InboundRow).where(InboundRow.id.in_(ids)).values(state="done"))


async def _append_tracker_events(session: AsyncSession, pending: Pending, result: TurnResult) -> None:
    last = await session.scalar(
        select(func.max(TrackerEventRow.position)).where(
            TrackerEventRow.conversation_id == pending.conversation_id,
            TrackerEventRow.session == pending.session,
        )
    )
    start = 0 if last is None else last + 1
    session.add_all(
        TrackerEventRow(
            conversation_id=pending.conversation_id,
            session=pending.session,
            position=start + offset,
            turn_id=pending.turn_id,
            event=event,
        )
        for offset, event in enumerate(result.events)
    )


async def commit_turn(
    session: AsyncSession,
    pending: Pending,
    answered: Sequence[uuid.UUID],
    result: TurnResult,
    dispatcher: Dispatcher,
) -> str:
    """Carry the turn out if the assistant still owns the conversation at the turn's epoch.

    `answered` are the inbound events the turn answers. Returns the outcome recorded: the engine's,
    `overtaken` when a person took the conversation meanwhile, `repeated` when it was committed before.
    """
    conversation = await lock(session, pending.conversation_id)
    current = conversation.owner == Owner.BOT and conversation.epoch == pending.epoch
    outcome = result.outcome if current else "overtaken"
    if not await _record(session, pending, result, outcome):
        return "repeated"
    await _finish_events(session, answered)
    if not current:
        return outcome
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
    return outcome
