"""What a citizen's page may show: the citizen's own messages, and what was delivered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.tables import InboundRow
from escalation.message import Author
from escalation.tables import DeliveryRow, MessageRow

PAGE = 200
LAST = 2**63 - 1
"""No number of a message is greater: it is a bigint of the database."""


@dataclass(frozen=True)
class Shown:
    """One message on the citizen's page."""

    seq: int
    author: str
    text: str
    buttons: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, Any], ...]
    at: datetime
    client_id: str | None  # of the citizen's own: which of the page's sends this was

    def as_json(self) -> dict[str, Any]:
        """The shape the page reads."""
        return {
            "seq": self.seq,
            "author": self.author,
            "text": self.text,
            "buttons": list(self.buttons),
            "sources": list(self.sources),
            "at": self.at.isoformat(),
            "client_id": self.client_id,
        }


async def read_after(
    session: AsyncSession, conversation_id: uuid.UUID, after: int, limit: int = PAGE, last: int = LAST
) -> list[Shown]:
    """Messages with a number above `after`, up to `last`, in order, `limit` at most."""
    rows = await session.execute(
        select(MessageRow, InboundRow.external_id)
        .outerjoin(DeliveryRow, DeliveryRow.message_id == MessageRow.id)
        .outerjoin(InboundRow, InboundRow.id == MessageRow.inbound_id)
        .where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.seq > after,
            MessageRow.seq <= last,
            or_(MessageRow.author == Author.CITIZEN.value, DeliveryRow.state == "sent"),
        )
        .order_by(MessageRow.seq)
        .limit(limit)
    )
    return [
        Shown(
            seq=message.seq,
            author=message.author,
            text=message.text,
            buttons=tuple(message.buttons),
            sources=tuple(message.sources),
            at=message.created_at,
            client_id=external_id.partition(":")[2] if external_id else None,
        )
        for message, external_id in rows
    ]
