"""Append a message to a conversation, and give an outgoing one its delivery."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Text, cast, func, insert
from sqlalchemy.ext.asyncio import AsyncSession

from escalation.conversation import NOTIFY_CONVERSATION
from escalation.tables import ConversationRow, DeliveryRow, MessageRow


class Author(StrEnum):
    """Who said it."""

    CITIZEN = "citizen"
    BOT = "bot"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True)
class Draft:
    """A message before it has a number."""

    author: Author
    text: str
    buttons: Sequence[dict[str, Any]] = ()
    sources: Sequence[dict[str, Any]] = ()
    attachments: Sequence[dict[str, Any]] = ()
    operator_id: int | None = None
    inbound_id: uuid.UUID | None = None
    turn_id: uuid.UUID | None = None
    ordinal: int | None = None
    purpose: str | None = None
    client_id: str | None = None


# Whoever follows the conversation is woken, once the transaction commits, by the same statement.
_APPEND = insert(MessageRow).returning(
    MessageRow, func.pg_notify(NOTIFY_CONVERSATION, cast(MessageRow.conversation_id, Text))
)


async def append(session: AsyncSession, conversation: ConversationRow, draft: Draft) -> MessageRow:
    """Number the message within its conversation, whose row the caller has locked.

    The number is taken and the row written in one transaction, so numbers have no gaps.
    """
    conversation.last_seq += 1
    conversation.active_at = func.now()
    values = {
        "conversation_id": conversation.id,
        "seq": conversation.last_seq,
        "author": draft.author.value,
        "text": draft.text,
        "buttons": list(draft.buttons),
        "sources": list(draft.sources),
        "attachments": list(draft.attachments),
        "operator_id": draft.operator_id,
        "inbound_id": draft.inbound_id,
        "turn_id": draft.turn_id,
        "ordinal": draft.ordinal,
        "purpose": draft.purpose,
        "client_id": draft.client_id,
    }
    written = await session.execute(_APPEND, values)
    row: MessageRow = written.one()[0]
    return row


async def send(session: AsyncSession, conversation: ConversationRow, message: MessageRow) -> None:
    """Make the message's delivery row at the conversation's present epoch."""
    session.add(
        DeliveryRow(
            message_id=message.id,
            conversation_id=conversation.id,
            channel=conversation.channel,
            author=message.author,
            epoch=conversation.epoch,
        )
    )
    await session.flush()


async def append_and_send(session: AsyncSession, conversation: ConversationRow, draft: Draft) -> MessageRow:
    """Append an outgoing message and make its delivery row."""
    row = await append(session, conversation, draft)
    await send(session, conversation, row)
    return row
