"""Store an update, defer its turn, and only then let it be acknowledged."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.storable import storable
from connectors.tables import InboundRow
from escalation.conversation import find_or_create
from escalation.dispatch import Dispatcher


@dataclass(frozen=True)
class Update:
    """The envelope of a platform's update. Its body is parsed later, by the worker.

    `kind` is `message`, `button` or `ignored`: kinds that ask for no answer are stored and left alone.
    """

    channel: str
    external_id: str
    peer: str
    kind: str
    body: dict[str, Any]
    conversation_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Accepted:
    """What became of an update."""

    event_id: uuid.UUID | None
    conversation_id: uuid.UUID
    duplicate: bool


# Built once: building a statement costs as much as running it.
_STORE = (
    insert(InboundRow)
    .on_conflict_do_nothing(index_elements=["channel", "external_id"])
    .returning(InboundRow.id)
)


async def accept(session: AsyncSession, update: Update, dispatcher: Dispatcher) -> Accepted:
    """Store the update once. When the caller's transaction commits, it may be acknowledged.

    A redelivered update finds the unique key and changes nothing.
    """
    conversation_id = await find_or_create(session, update.channel, update.peer, update.conversation_id)
    values = {
        "id": uuid.uuid4(),
        "channel": update.channel,
        "external_id": update.external_id,
        "conversation_id": conversation_id,
        "kind": update.kind,
        "body": storable(update.body),
        "state": "ignored" if update.kind == "ignored" else "received",
    }
    event_id: uuid.UUID | None = await session.scalar(_STORE, values)
    if event_id is None:
        return Accepted(None, conversation_id, duplicate=True)
    if update.kind != "ignored":
        await dispatcher.turn(session, conversation_id)
    return Accepted(event_id, conversation_id, duplicate=False)
