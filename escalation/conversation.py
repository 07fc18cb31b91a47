"""Lock a conversation, and wake those who follow it."""

from __future__ import annotations

import uuid

from sqlalchemy import bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from escalation.tables import ConversationRow

# Built once: building a statement costs as much as running it.
_LOCK = (
    select(ConversationRow)
    .where(ConversationRow.id == bindparam("id"))
    # Not FOR UPDATE: an update that arrives only refers to this row, and must not wait to be stored.
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)

NOTIFY_CONVERSATION = "otklik_conversation"
NOTIFY_QUEUE = "otklik_queue"


async def lock(session: AsyncSession, conversation_id: uuid.UUID) -> ConversationRow:
    """Lock the conversation's row until the transaction ends. Always the first lock a transaction takes."""
    row: ConversationRow | None = await session.scalar(_LOCK, {"id": conversation_id})
    if row is None:
        raise LookupError(f"no conversation {conversation_id}")
    return row


async def notify(session: AsyncSession, conversation_id: uuid.UUID) -> None:
    """Wake those who stream this conversation, once the transaction commits."""
    await session.execute(
        text("SELECT pg_notify(:channel, :id)"), {"channel": NOTIFY_CONVERSATION, "id": str(conversation_id)}
    )


async def notify_queue(session: AsyncSession) -> None:
    """Wake those who watch the queue, once the transaction commits."""
    await session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": NOTIFY_QUEUE})
