"""Read what the pages show, straight from the tables."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from escalation.message import Author
from escalation.tables import ConversationRow, DeliveryRow, MessageRow, OperatorRow, TicketRow

PAGE = 100


@dataclass(frozen=True)
class TicketView:
    """The conversation's unclosed ticket."""

    id: int
    reason: str
    subject: str
    priority: int
    state: str
    queued_at: datetime
    claimed_at: datetime | None
    operator_id: int | None
    operator: str | None


@dataclass(frozen=True)
class ConversationView:
    """A conversation's head."""

    id: uuid.UUID
    channel: str
    owner: str
    epoch: int
    last_seq: int
    created_at: datetime
    active_at: datetime
    ticket: TicketView | None

    @property
    def operator_id(self) -> int | None:
        """Who answers in it, if a person does."""
        return self.ticket.operator_id if self.ticket else None


@dataclass(frozen=True)
class MessageView:
    """A message with the way of its delivery: None for those that are not sent anywhere."""

    seq: int
    author: str
    operator: str | None
    text: str
    buttons: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    created_at: datetime
    delivery: str | None


@dataclass(frozen=True)
class ConversationLine:
    """A line of the list of all conversations."""

    id: uuid.UUID
    channel: str
    owner: str
    operator: str | None
    active_at: datetime
    last_author: str | None
    last_text: str


async def read_conversation(session: AsyncSession, conversation_id: uuid.UUID) -> ConversationView | None:
    """The conversation with its unclosed ticket; None when there is none."""
    row = (
        await session.execute(
            select(ConversationRow, TicketRow, OperatorRow.name)
            .outerjoin(
                TicketRow,
                (TicketRow.conversation_id == ConversationRow.id) & (TicketRow.state != "closed"),
            )
            .outerjoin(OperatorRow, OperatorRow.id == TicketRow.operator_id)
            .where(ConversationRow.id == conversation_id)
        )
    ).one_or_none()
    if row is None:
        return None
    conversation, ticket, name = row
    return ConversationView(
        id=conversation.id,
        channel=conversation.channel,
        owner=conversation.owner,
        epoch=conversation.epoch,
        last_seq=conversation.last_seq,
        created_at=conversation.created_at,
        active_at=conversation.active_at,
        ticket=None
        if ticket is None
        else TicketView(
            id=ticket.id,
            reason=ticket.reason,
            subject=ticket.subject,
            priority=ticket.priority,
            state=ticket.state,
            queued_at=ticket.queued_at,
            claimed_at=ticket.claimed_at,
            operator_id=ticket.operator_id,
            operator=name,
        ),
    )


# A reply of the assistant that was overtaken will be withheld, whether or not the sender has noticed yet.
_DELIVERY = case(
    (
        (DeliveryRow.author == Author.BOT.value)
        & (DeliveryRow.state == "pending")
        & (DeliveryRow.epoch != ConversationRow.epoch),
        "withheld",
    ),
    else_=DeliveryRow.state,
)


def _messages(conversation_id: uuid.UUID) -> Select[Any]:
    return (
        select(MessageRow, OperatorRow.name, _DELIVERY)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .outerjoin(OperatorRow, OperatorRow.id == MessageRow.operator_id)
        .outerjoin(DeliveryRow, DeliveryRow.message_id == MessageRow.id)
        .where(MessageRow.conversation_id == conversation_id)
    )


async def _views(session: AsyncSession, query: Select[Any]) -> list[MessageView]:
    return [
        MessageView(
            seq=message.seq,
            author=message.author,
            operator=name,
            text=message.text,
            buttons=message.buttons,
            sources=message.sources,
            attachments=message.attachments,
            created_at=message.created_at,
            delivery=delivery,
        )
        for message, name, delivery in await session.execute(query)
    ]


async def newest_messages(
    session: AsyncSession, conversation_id: uuid.UUID, *, before: int | None = None, limit: int = PAGE
) -> list[MessageView]:
    """The last messages, or the last before a number; oldest first."""
    query = _messages(conversation_id).order_by(MessageRow.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(MessageRow.seq < before)
    return (await _views(session, query))[::-1]


async def messages_after(
    session: AsyncSession, conversation_id: uuid.UUID, seq: int, limit: int = PAGE
) -> list[MessageView]:
    """The first messages after a number, oldest first: how a page catches up."""
    return await _views(
        session, _messages(conversation_id).where(MessageRow.seq > seq).order_by(MessageRow.seq).limit(limit)
    )


async def delivery_states(
    session: AsyncSession, conversation_id: uuid.UUID, limit: int = PAGE
) -> dict[int, str]:
    """Message number → state of its delivery, for the newest sent ones."""
    rows = await session.execute(
        select(MessageRow.seq, _DELIVERY)
        .select_from(DeliveryRow)
        .join(MessageRow, MessageRow.id == DeliveryRow.message_id)
        .join(ConversationRow, ConversationRow.id == DeliveryRow.conversation_id)
        .where(DeliveryRow.conversation_id == conversation_id)
        .order_by(MessageRow.seq.desc())
        .limit(limit)
    )
    return {seq: state for seq, state in rows}


async def recent_conversations(session: AsyncSession, limit: int = PAGE) -> list[ConversationLine]:
    """Conversations by their last word, newest first."""
    last = (
        select(MessageRow.author, func.left(MessageRow.text, 300).label("text"))
        .where(MessageRow.conversation_id == ConversationRow.id)
        .order_by(MessageRow.seq.desc())
        .limit(1)
        .lateral()
    )
    recent = select(ConversationRow.id).order_by(ConversationRow.active_at.desc()).limit(limit)
    rows = await session.execute(
        select(ConversationRow, OperatorRow.name, last.c.author, last.c.text)
        .select_from(ConversationRow)
        .outerjoin(last, true())
        .outerjoin(
            TicketRow, (TicketRow.conversation_id == ConversationRow.id) & (TicketRow.state == "claimed")
        )
        .outerjoin(OperatorRow, OperatorRow.id == TicketRow.operator_id)
        .where(ConversationRow.id.in_(recent))
        .order_by(ConversationRow.active_at.desc(), ConversationRow.id)
    )
    return [
        ConversationLine(
            id=conversation.id,
            channel=conversation.channel,
            owner=conversation.owner,
            operator=name,
            active_at=conversation.active_at,
            last_author=author,
            last_text=text or "",
        )
        for conversation, name, author, text in rows
    ]


async def count_waiting(session: AsyncSession) -> int:
    """How many tickets wait for an operator."""
    return int(
        await session.scalar(select(func.count()).select_from(TicketRow).where(TicketRow.state == "open"))
        or 0
    )


async def conversation_of(session: AsyncSession, ticket_id: int) -> uuid.UUID | None:
    """The conversation a ticket belongs to."""
    found: uuid.UUID | None = await session.scalar(
        select(TicketRow.conversation_id).where(TicketRow.id == ticket_id)
    )
    return found
