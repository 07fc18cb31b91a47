"""Take a conversation over from the assistant, without waiting for it to be handed over."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from escalation import desk, texts
from escalation.conversation import lock, notify_queue
from escalation.dispatch import Dispatcher
from escalation.errors import SendUnderWay
from escalation.journal import record
from escalation.message import Author, Draft, append_and_send
from escalation.owner import Owner, change_owner
from escalation.tables import TicketRow

REASON = "operator"
PATIENCE = 6.0
PAUSE = 0.15

Result = TypeVar("Result")


async def intervene(
    session: AsyncSession, dispatcher: Dispatcher, *, conversation_id: uuid.UUID, operator_id: int
) -> TicketRow:
    """Open a ticket for the conversation and claim it at once; an open one is claimed as it is.

    Raises `AlreadyClaimed` when a colleague has it, `SendUnderWay` while a reply of the assistant is just
    leaving (repeat after a moment), `LookupError` when there is no such conversation.
    """
    conversation = await lock(session, conversation_id)
    found = await session.scalar(
        select(TicketRow.id).where(TicketRow.conversation_id == conversation.id, TicketRow.state != "closed")
    )
    if found is not None:
        return await desk.claim(session, dispatcher, found, operator_id)
    if await desk.bot_is_sending(session, conversation):
        raise SendUnderWay(f"conversation {conversation.id}")
    now = datetime.now(UTC)
    ticket = TicketRow(
        conversation_id=conversation.id,
        reason=REASON,
        priority=desk.URGENT.get(REASON, 5),
        state="claimed",
        operator_id=operator_id,
        claimed_at=now,
        lease_until=now + desk.LEASE,
    )
    session.add(ticket)
    await session.flush()
    change_owner(session, conversation, Owner.OPERATOR, ticket_id=ticket.id, operator_id=operator_id)
    for event in ("ticket_opened", "ticket_claimed"):
        record(
            session,
            event,
            conversation=conversation,
            ticket_id=ticket.id,
            operator_id=operator_id,
            reason=REASON,
        )
    await append_and_send(session, conversation, Draft(Author.SYSTEM, texts.CLAIMED))
    await dispatcher.deliver(session, conversation.id, conversation.channel)
    await notify_queue(session)
    await session.refresh(ticket)
    return ticket


async def patiently(
    sessions: async_sessionmaker[AsyncSession],
    use_case: Callable[[AsyncSession], Awaitable[Result]],
    *,
    patience: float = PATIENCE,
) -> Result:
    """Run the use case in a transaction of its own, again while the assistant's last reply is leaving.

    A send ends within its deadline of 5 s; after `patience` seconds `SendUnderWay` is raised after all.
    """
    until = asyncio.get_running_loop().time() + patience
    while True:
        try:
            async with sessions.begin() as session:
                return await use_case(session)
        except SendUnderWay:
            if asyncio.get_running_loop().time() > until:
                raise
        await asyncio.sleep(PAUSE)
