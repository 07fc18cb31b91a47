"""The journal: what happened, by ids alone."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from escalation.tables import ConversationRow, JournalRow


def record(
    session: AsyncSession,
    event: str,
    *,
    conversation: ConversationRow | None = None,
    ticket_id: int | None = None,
    operator_id: int | None = None,
    turn_id: uuid.UUID | None = None,
    **details: int | str | float | bool,
) -> None:
    """Add a row in the caller's transaction. `details` holds ids, counts and names of states only."""
    session.add(
        JournalRow(
            event=event,
            conversation_id=conversation.id if conversation else None,
            epoch=conversation.epoch if conversation else None,
            owner=conversation.owner if conversation else None,
            ticket_id=ticket_id,
            operator_id=operator_id,
            turn_id=turn_id,
            details=dict(details),
        )
    )
