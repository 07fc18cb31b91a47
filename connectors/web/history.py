"""What a citizen's page may show: the citizen's own messages, and what was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

PAGE = 200


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

    @classmethod
    def from_columns(cls, columns: tuple[Any, ...]) -> Shown:
        """Of a row's columns, in the order of `SHOWN`."""
        seq, author, text, buttons, sources, at, external_id = columns
        client_id = external_id.partition(":")[2] if external_id else None
        return cls(seq, author, text, tuple(buttons), tuple(sources), at, client_id)

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


SHOWN = "m.seq, m.author, m.text, m.buttons, m.sources, m.created_at, i.external_id"
"""Columns of `messages m` and, of a citizen's message, of `inbound_events i` (absent: NULL)."""
