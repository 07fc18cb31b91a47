"""Who answers in a conversation. Every change raises its epoch."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from escalation.journal import record
from escalation.tables import ConversationRow


class Owner(StrEnum):
    """The one who answers."""

    BOT = "bot"
    QUEUE = "queue"
    OPERATOR = "operator"


MOVES: dict[Owner, frozenset[Owner]] = {
    Owner.BOT: frozenset({Owner.QUEUE, Owner.OPERATOR}),
    Owner.QUEUE: frozenset({Owner.OPERATOR, Owner.BOT}),
    Owner.OPERATOR: frozenset({Owner.QUEUE, Owner.BOT}),
}


class IllegalMove(Exception):
    """The conversation cannot pass from its owner to that one."""


def change_owner(
    session: AsyncSession,
    conversation: ConversationRow,
    to: Owner,
    *,
    ticket_id: int | None = None,
    operator_id: int | None = None,
    turn_id: uuid.UUID | None = None,
) -> None:
    """Give the conversation, whose row the caller has locked, to another owner at the next epoch."""
    if to not in MOVES[Owner(conversation.owner)]:
        raise IllegalMove(f"conversation {conversation.id}: {conversation.owner} -> {to}")
    conversation.owner = to.value
    conversation.epoch += 1
    record(
        session,
        "owner_changed",
        conversation=conversation,
        ticket_id=ticket_id,
        operator_id=operator_id,
        turn_id=turn_id,
    )
