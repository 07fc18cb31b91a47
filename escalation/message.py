"""Append a message to a conversation, and give an outgoing one its delivery."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Text, bindparam, cast, func, insert, select, update
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

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


_COLUMNS = (
    "conversation_id", "author", "text", "buttons", "sources", "attachments", "operator_id", "inbound_id",
    "turn_id", "ordinal", "purpose", "client_id",
)  # fmt: skip
_NUMBERED = (
    update(ConversationRow)
    .where(ConversationRow.id == bindparam("conversation_id", type_=UUID))
    .values(last_seq=ConversationRow.last_seq + 1, active_at=func.now())
    .returning(ConversationRow.last_seq)
    .cte("numbered")
)
# One statement takes the number, writes the message and wakes, once the transaction commits, whoever
# follows the conversation.
_MESSAGES = MessageRow.metadata.tables["messages"]
_APPEND = select(MessageRow).from_statement(
    insert(_MESSAGES)
    .from_select(
        ["seq", *_COLUMNS],
        select(_NUMBERED.c.last_seq, *(bindparam(name, type_=_MESSAGES.c[name].type) for name in _COLUMNS)),
    )
    .returning(
        *_MESSAGES.c,
        func.pg_notify(NOTIFY_CONVERSATION, cast(_MESSAGES.c.conversation_id, Text)).label("told"),
    )
)


async def append(session: AsyncSession, conversation: ConversationRow, draft: Draft) -> MessageRow:
    """Number the message within its conversation, whose row the caller has locked.

    The number is taken and the row written in one transaction, so numbers have no gaps.
    """
    values = {
        "conversation_id": conversation.id,
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
    row: MessageRow = (await session.scalars(_APPEND, values)).one()
    set_committed_value(conversation, "last_seq", row.seq)
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
