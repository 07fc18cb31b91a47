"""A channel on paper: what a citizen says is put into the inbox, what is sent is written down."""

from __future__ import annotations

import itertools
from typing import Any

from connectors.inbox import Update
from connectors.messenger import Inbound, Outgoing, Unparsable

_ids = itertools.count(1)


class PaperMessenger:
    """A push channel that keeps what it was given to send. It may claim to be any channel."""

    def __init__(self, channel: str = "vk", *, idempotent: bool = True) -> None:
        self.channel = channel
        self.idempotent = idempotent
        self.sent: list[Outgoing] = []
        self.errors: list[Exception] = []

    def parse(self, body: dict[str, Any]) -> Inbound:
        """Read `text`, `payload`, `attachments`."""
        if "text" not in body:
            raise Unparsable("no text")
        return Inbound(body["text"], body.get("payload"), tuple(body.get("attachments", ())))

    async def send(self, message: Outgoing) -> str:
        """Write the message down, or raise the next planned error."""
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(message)
        return str(message.key)

    def update(self, peer: str, text: str, **body: Any) -> Update:
        """What the platform would post for this message."""
        return Update(self.channel, f"{self.channel}-{next(_ids)}", peer, "message", {"text": text, **body})
