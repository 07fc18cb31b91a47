"""The web chat as a channel. It is pulled by the citizen's page, so nothing is ever pushed."""

from __future__ import annotations

from typing import Any

from connectors.messenger import Inbound, Outgoing, SendRefused, Unparsable

CHANNEL = "web"


class WebMessenger:
    """Reads what the page posted."""

    channel = CHANNEL
    idempotent = True

    def parse(self, body: dict[str, Any]) -> Inbound:
        """Read `text` and `payload`. Raises `Unparsable`."""
        text, payload = body.get("text", ""), body.get("payload")
        if not isinstance(text, str) or not isinstance(payload, str | None):
            raise Unparsable("text or payload of a web message is no string")
        return Inbound(text, payload or None)

    async def send(self, message: Outgoing) -> str:
        """Always raises: the page fetches its messages itself."""
        raise SendRefused(f"message {message.key}: the web chat is pulled, not pushed to")
