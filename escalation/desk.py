"""Use cases of the desk: open, claim, reply, return, close. Each runs in the caller's transaction.

Locks are always taken in one order: conversation, then ticket.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from escalation import texts
from escalation.conversation import lock, notify_queue
from escalation.dispatch import Dispatcher
from escalation.errors import (
    AlreadyClaimed,
    AlreadyClosed,
    BadReply,
    NotYours,
    SendUnderWay,
    StaleView,
    UnknownTicket,
)
from escalation.journal import record
from escalation.message import Author, Draft, append_and_send
from escalation.owner import Owner, change_owner
from escalation.queue import ahead_of
from escalation.tables import ConversationRow, DeliveryRow, MessageRow, TicketRow

LEASE = timedelta(minutes=10)
SEND_DEADLINE = timedelta(seconds=5)
MAX_REPLY = 3500
URGENT = {"danger": 1, "not_mine": 2, "failed": 4}


async def open_ticket(
    session: AsyncSession,
    conversation: ConversationRow,
    dispatcher: Dispatcher,
    *,
    reason: str,
    subject: str = "",
    turn_id: uuid.UUID | None = None,
    text: str | None = None,
) -> TicketRow:
    """Queue the conversation, whose row the caller has locked. Asking twice finds the first ticket.

    The hand-over text is written here, at the new epoch, once; `text` replaces its first sentence.
    """
    found = await session.scalar(
        select(TicketRow).where(TicketRow.conversation_id == conversation.id, TicketRow.state != "closed")
    )
    if found is not None:
        return found
    ticket = TicketRow(
        conversation_id=conversation.id,
        reason=reason,
        subject=subject[:200],
        priority=URGENT.get(reason, 5),
        turn_id=turn_id,
    )
    session.add(ticket)
    await session.flush()
    await session.refresh(ticket)
    change_owner(session, conversation, Owner.QUEUE, ticket_id=ticket.id, turn_id=turn_id)
    record(session, "ticket_opened", conversation=conversation, ticket_id=ticket.id, reason=reason)
    place = texts.place_in_queue(await ahead_of(session, ticket))
    words = texts.HANDED_OVER.format(place=place)
    await append_and_send(
        session,
        conversation,
        Draft(Author.SYSTEM, f"{text} {words}" if text else words, turn_id=turn_id, purpose="handed_over"),
    )
    await dispatcher.deliver(session, conversation.id, conversation.channel)
    await notify_queue(session)
    return ticket


async def _locked(session: AsyncSession, ticket_id: int) -> tuple[ConversationRow, TicketRow]:
    conversation_id = await session.scalar(select(TicketRow.conversation_id).where(TicketRow.id == ticket_id))
    if conversation_id is None:
        raise UnknownTicket(f"no ticket {ticket_id}")
    conversation = await lock(session, conversation_id)
    ticket = await session.scalar(
        select(TicketRow)
        .where(TicketRow.id == ticket_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if ticket is None:
        raise UnknownTicket(f"no ticket {ticket_id}")
    return conversation, ticket


async def bot_is_sending(session: AsyncSession, conversation: ConversationRow) -> bool:
    """Whether a reply of the assistant is just leaving. The caller has locked the conversation's row."""
    since = datetime.now(UTC) - SEND_DEADLINE
    found = await session.scalar(
        select(DeliveryRow.id)
        .where(
            DeliveryRow.conversation_id == conversation.id,
            DeliveryRow.author == Author.BOT.value,
            DeliveryRow.state == "sending",
            DeliveryRow.sending_at > since,
        )
        .limit(1)
    )
    return found is not None


async def claim(session: AsyncSession, dispatcher: Dispatcher, ticket_id: int, operator_id: int) -> TicketRow:
    """Give a waiting ticket to one operator: the first wins, the second gets `AlreadyClaimed`.

    Raises `SendUnderWay` while a reply of the assistant is just leaving: repeat after a moment.
    """
    conversation, ticket = await _locked(session, ticket_id)
    if await bot_is_sending(session, conversation):
        raise SendUnderWay(f"conversation {conversation.id}")
    now = datetime.now(UTC)
    won = await session.scalar(
        update(TicketRow)
        .where(TicketRow.id == ticket_id, TicketRow.state == "open")
        .values(state="claimed", operator_id=operator_id, claimed_at=now, lease_until=now + LEASE)
        .returning(TicketRow.id)
    )
    if won is None:
        if ticket.state == "closed":
            raise AlreadyClosed(f"ticket {ticket_id}")
        if ticket.operator_id == operator_id:
            return ticket
        raise AlreadyClaimed(f"ticket {ticket_id}")
    change_owner(session, conversation, Owner.OPERATOR, ticket_id=ticket_id, operator_id=operator_id)
    record(session, "ticket_claimed", conversation=conversation, ticket_id=ticket_id, operator_id=operator_id)
    await append_and_send(session, conversation, Draft(Author.SYSTEM, texts.CLAIMED))
    await dispatcher.deliver(session, conversation.id, conversation.channel)
    await notify_queue(session)
    await session.refresh(ticket)
    return ticket


def _must_own(ticket: TicketRow, operator_id: int) -> None:
    if ticket.state == "closed":
        raise AlreadyClosed(f"ticket {ticket.id}")
    if ticket.state != "claimed" or ticket.operator_id != operator_id:
        raise NotYours(f"ticket {ticket.id}")


async def reply(
    session: AsyncSession,
    dispatcher: Dispatcher,
    *,
    ticket_id: int,
    operator_id: int,
    text: str,
    seen_seq: int,
    client_id: str,
) -> MessageRow:
    """Write an operator's reply. `client_id` makes a repeated send harmless; `seen_seq` is the last
    message on the operator's screen, and a colleague's newer one raises `StaleView`."""
    words = text.strip().replace("\x00", "")
    if not words:
        raise BadReply("пустой ответ")
    if len(words) > MAX_REPLY:
        raise BadReply(f"ответ длиннее {MAX_REPLY} знаков")
    conversation, ticket = await _locked(session, ticket_id)
    known = await session.scalar(select(MessageRow).where(MessageRow.client_id == client_id))
    if known is not None:
        if (known.conversation_id, known.operator_id) != (conversation.id, operator_id):
            raise BadReply("client_id belongs to another message")
        return known
    _must_own(ticket, operator_id)
    newer = await session.scalar(
        select(MessageRow.id)
        .where(
            MessageRow.conversation_id == conversation.id,
            MessageRow.author == Author.OPERATOR.value,
            MessageRow.operator_id != operator_id,
            MessageRow.seq > seen_seq,
        )
        .limit(1)
    )
    if newer is not None:
        raise StaleView(f"ticket {ticket_id}")
    ticket.lease_until = datetime.now(UTC) + LEASE
    message = await append_and_send(
        session,
        conversation,
        Draft(Author.OPERATOR, words, operator_id=operator_id, client_id=client_id),
    )
    await dispatcher.deliver(session, conversation.id, conversation.channel)
    return message


async def close(
    session: AsyncSession,
    dispatcher: Dispatcher,
    *,
    ticket_id: int,
    operator_id: int,
    resolution: str = "answered",
) -> None:
    """Close the ticket and return the conversation to the assistant, with a fresh session."""
    conversation, ticket = await _locked(session, ticket_id)
    _must_own(ticket, operator_id)
    ticket.state, ticket.resolution = "closed", resolution
    ticket.closed_at, ticket.lease_until = datetime.now(UTC), None
    change_owner(session, conversation, Owner.BOT, ticket_id=ticket_id, operator_id=operator_id)
    ended, conversation.session = conversation.session, conversation.session + 1
    record(session, "ticket_closed", conversation=conversation, ticket_id=ticket_id, operator_id=operator_id)
    marks = [{"title": str(n), "payload": f'/rate{{"mark":"{n}","session":"{ended}"}}'} for n in range(1, 6)]
    await append_and_send(
        session,
        conversation,
        Draft(Author.SYSTEM, f"{texts.CLOSED}\n\n{texts.RATE}", buttons=marks),
    )
    await dispatcher.deliver(session, conversation.id, conversation.channel)
    await notify_queue(session)


async def return_to_queue(
    session: AsyncSession,
    dispatcher: Dispatcher,
    *,
    ticket_id: int,
    operator_id: int | None,
    event: str = "ticket_returned",
) -> None:
    """Put a claimed ticket back. It keeps its place. `operator_id` None: the lease has ended."""
    conversation, ticket = await _locked(session, ticket_id)
    if operator_id is not None:
        _must_own(ticket, operator_id)
    elif ticket.state != "claimed" or ticket.lease_until is None or ticket.lease_until > datetime.now(UTC):
        return
    ticket.state, ticket.operator_id = "open", None
    ticket.claimed_at, ticket.lease_until = None, None
    change_owner(session, conversation, Owner.QUEUE, ticket_id=ticket_id, operator_id=operator_id)
    record(session, event, conversation=conversation, ticket_id=ticket_id, operator_id=operator_id)
    await append_and_send(session, conversation, Draft(Author.SYSTEM, texts.RETURNED))
    await dispatcher.deliver(session, conversation.id, conversation.channel)
    await notify_queue(session)


async def renew_lease(session: AsyncSession, *, ticket_id: int, operator_id: int) -> bool:
    """Say that the operator is still there. False when the ticket is no longer theirs."""
    renewed = await session.scalar(
        update(TicketRow)
        .where(TicketRow.id == ticket_id, TicketRow.operator_id == operator_id, TicketRow.state == "claimed")
        .values(lease_until=datetime.now(UTC) + LEASE)
        .returning(TicketRow.id)
    )
    return renewed is not None


async def ended_leases(session: AsyncSession) -> list[int]:
    """Tickets whose operator fell silent."""
    found = await session.scalars(
        select(TicketRow.id).where(TicketRow.state == "claimed", TicketRow.lease_until < datetime.now(UTC))
    )
    return list(found)
