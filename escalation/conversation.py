"""Find, make and lock a conversation."""

from __future__ import annotations

import uuid

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from escalation.tables import ConversationRow

# Statements of every turn are built once: building one costs as much as running it.
_KNOWN = select(ConversationRow.id).where(
    ConversationRow.channel == bindparam("channel"), ConversationRow.peer == bindparam("peer")
)
_LOCK = (
    select(ConversationRow)
    .where(ConversationRow.id == bindparam("id"))
    # Not FOR UPDATE: an update that arrives only refers to this row, and must not wait to be stored.
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)

NOTIFY_CONVERSATION = "otklik_conversation"
NOTIFY_QUEUE = "otklik_queue"


async def find_or_create(
    session: AsyncSession, channel: str, peer: str, wanted_id: uuid.UUID | None = None
) -> uuid.UUID:
    """The id of the conversation with this peer, made now if there is none. Safe when run twice at once."""
    known = {"channel": channel, "peer": peer}
    # Looked for first: most messages belong to a conversation that is there.
    found: uuid.UUID | None = await session.scalar(_KNOWN, known)
    if found is None:
        values = {"id": wanted_id or uuid.uuid4(), **known}
        await session.execute(insert(ConversationRow).values(values).on_conflict_do_nothing())
        found = await session.scalar(_KNOWN, known)
    if found is None:
        raise LookupError(f"{channel}: the conversation id is taken by another peer")
    return found


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
