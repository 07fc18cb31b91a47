"""What a citizen's page may show: the citizen's own messages, and what was delivered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
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


# Built once: building a statement costs as much as running it.
_AFTER = (
    select(
        MessageRow.seq,
        MessageRow.author,
        MessageRow.text,
        MessageRow.buttons,
        MessageRow.sources,
        MessageRow.created_at,
        InboundRow.external_id,
    )
    .outerjoin(DeliveryRow, DeliveryRow.message_id == MessageRow.id)
    .outerjoin(InboundRow, InboundRow.id == MessageRow.inbound_id)
    .where(
        MessageRow.conversation_id == bindparam("conversation_id"),
        MessageRow.seq > bindparam("after"),
        MessageRow.seq <= bindparam("last"),
        or_(MessageRow.author == Author.CITIZEN.value, DeliveryRow.state == "sent"),
    )
    .order_by(MessageRow.seq)
    .limit(bindparam("limit"))
)


async def read_after(
    session: AsyncSession, conversation_id: uuid.UUID, after: int, limit: int = PAGE, last: int = LAST
) -> list[Shown]:
    """Messages with a number above `after`, up to `last`, in order, `limit` at most."""
    values = {"conversation_id": conversation_id, "after": after, "last": last, "limit": limit}
    rows = await session.execute(_AFTER, values)
    return [
        Shown(
            seq=row.seq,
            author=row.author,
            text=row.text,
            buttons=tuple(row.buttons),
            sources=tuple(row.sources),
            at=row.created_at,
            client_id=row.external_id.partition(":")[2] if row.external_id else None,
        )
        for row in rows
    ]
