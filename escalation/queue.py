"""Read the queue of tickets: order, place, rows for a list page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from escalation.tables import ConversationRow, MessageRow, OperatorRow, TicketRow


@dataclass(frozen=True)
class QueueEntry:
    """A line of the queue page."""

    ticket_id: int
    conversation_id: uuid.UUID
    channel: str
    reason: str
    subject: str
    priority: int
    state: str
    queued_at: datetime
    operator_id: int | None
    operator: str | None
    last_text: str


async def ahead_of(session: AsyncSession, ticket: TicketRow) -> int:
    """How many waiting tickets are served before this one: strict order of arrival within a priority."""
    count = await session.scalar(
        select(func.count())
        .select_from(TicketRow)
        .where(
            TicketRow.state == "open",
            tuple_(TicketRow.priority, TicketRow.queued_at, TicketRow.id)
            < tuple_(ticket.priority, ticket.queued_at, ticket.id),
        )
    )
    return int(count or 0)


async def list_unclosed(session: AsyncSession, limit: int = 200) -> list[QueueEntry]:
    """Waiting tickets in the order in which they are served, then those with an operator."""
    last = (
        select(MessageRow.text)
        .where(MessageRow.conversation_id == TicketRow.conversation_id, MessageRow.author == "citizen")
        .order_by(MessageRow.seq.desc())
        .limit(1)
        .correlate(TicketRow)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(TicketRow, ConversationRow.channel, OperatorRow.name, last)
        .join(ConversationRow, ConversationRow.id == TicketRow.conversation_id)
        .outerjoin(OperatorRow, OperatorRow.id == TicketRow.operator_id)
        .where(TicketRow.state != "closed")
        .order_by(TicketRow.state.desc(), TicketRow.priority, TicketRow.queued_at, TicketRow.id)
        .limit(limit)
    )
    return [
        QueueEntry(
            ticket_id=ticket.id,
            conversation_id=ticket.conversation_id,
            channel=channel,
            reason=ticket.reason,
            subject=ticket.subject,
            priority=ticket.priority,
            state=ticket.state,
            queued_at=ticket.queued_at,
            operator_id=ticket.operator_id,
            operator=name,
            last_text=last_text or "",
        )
        for ticket, channel, name, last_text in rows
    ]
