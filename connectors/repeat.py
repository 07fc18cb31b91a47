"""A message shown again because nobody knows whether it arrived: asked for by a button."""

from __future__ import annotations

import re
import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors import texts
from connectors.engine import TurnResult
from escalation.tables import MessageRow

_PAYLOAD = re.compile(r'/repeat\{"message":"(\d{1,18})"\}')


def make_payload(message_id: int) -> str:
    """What the button carries; at most 39 bytes."""
    return f'/repeat{{"message":"{message_id}"}}'


def read_payload(payload: str | None) -> int | None:
    """The message asked for, or None when the payload asks for something else."""
    found = _PAYLOAD.fullmatch(payload or "")
    return int(found[1]) if found else None


async def show_again(session: AsyncSession, conversation_id: uuid.UUID, message_id: int) -> TurnResult:
    """The same words once more. Only a message of this very conversation is ever shown."""
    message = await session.scalar(
        select(MessageRow).where(
            MessageRow.id == message_id,
            MessageRow.conversation_id == conversation_id,
            MessageRow.author.in_(("bot", "operator")),
        )
    )
    if message is None:
        return TurnResult("refused", replies=({"text": texts.REPEAT_GONE},))
    reply = {"text": message.text, "buttons": message.buttons, "sources": message.sources}
    return TurnResult("answered", replies=(reply,))
