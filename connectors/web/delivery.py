"""Release a conversation's pending messages to its page, under the conversation's lock."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.deliveries import overtaken
from escalation.conversation import lock, notify
from escalation.owner import Owner
from escalation.tables import ConversationRow, DeliveryRow, MessageRow

# Built once: building a statement costs as much as running it.
_UNRELEASED = (
    select(DeliveryRow, MessageRow.seq)
    .join(MessageRow, MessageRow.id == DeliveryRow.message_id)
    .where(
        DeliveryRow.conversation_id == bindparam("conversation_id"),
        DeliveryRow.state.in_(("pending", "sending")),
    )
    .order_by(MessageRow.seq)
)


async def release_pending(session: AsyncSession, conversation_id: uuid.UUID) -> ConversationRow:
    """Mark what waits as sent, in the caller's transaction; withhold what a person overtook.

    The page fetches by number, so a message marked sent whose bytes were lost is fetched again:
    `sending` and `sent` may be one step, and nothing is left between them by a process that dies.
    After this, every message up to the returned row's `last_seq` has its last state, so a reader that
    holds the lock sees a history into which nothing will be put later.
    """
    conversation = await lock(session, conversation_id)
    now = datetime.now(UTC)
    rows = await session.execute(_UNRELEASED, {"conversation_id": conversation_id})
    released = False
    for delivery, seq in rows:
        delivery.done_at = now
        if overtaken(delivery, conversation):
            delivery.state = "withheld"
        else:
            delivery.state, delivery.sending_at, delivery.external_id = "sent", now, str(seq)
            delivery.attempts += 1
        released = True
    if released and conversation.owner != Owner.BOT:
        # Operators see that it was sent. Pages need not be woken: whoever finds messages unreleased waits
        # for this lock.
        await notify(session, conversation_id)
    return conversation
