"""Read the queue of tickets: order, place, rows for a list page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from escalation.tables import ConversationRow, MessageRow, OperatorRow, TicketRow

LOOKED_BACK = 10  # a citizen's messages, and messages before each in which its words may be a button's


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
    last_text: str  # of the citizen, in words of their own if there are any


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
    rows = await session.execute(
        select(TicketRow, ConversationRow.channel, OperatorRow.name, _last_words())
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


def _last_words() -> ScalarSelect[Any]:
    """What the citizen of a ticket said last, rather not the words of a button, which are ours."""
    said, offered = aliased(MessageRow), aliased(MessageRow)
    button = func.jsonb_build_array(func.jsonb_build_object("title", said.text))
    pressed = (
        select(offered.id)
        .where(
            offered.conversation_id == said.conversation_id,
            offered.seq.between(said.seq - LOOKED_BACK, said.seq - 1),
            offered.author != "citizen",
            offered.buttons.contains(button),
        )
        .exists()
    )
    recent = (
        select(said.text, said.seq, pressed.label("pressed"))
        .where(said.conversation_id == TicketRow.conversation_id, said.author == "citizen")
        .order_by(said.seq.desc())
        .limit(LOOKED_BACK)
        .correlate(TicketRow)
        .subquery()
    )
    newest = select(recent.c.text).order_by(recent.c.pressed, recent.c.seq.desc()).limit(1)
    return newest.scalar_subquery()
