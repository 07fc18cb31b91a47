"""The port every channel implements: parse what a platform sent, send what we have to say.

SendError
 ├── SendRefused       the platform will never take it (blocked, chat gone, bad request)
 ├── SendDelayed       not now; `retry_after` seconds
 ├── SendUnreachable   nothing was sent: the connection was never made
 └── SendUnknown       the request left and no answer came: it may have been sent
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

PUSHED = ("vk", "telegram", "max")
"""Channels whose messages we send; of the others the citizen's page fetches them."""


class Unparsable(Exception):
    """The body is not one this channel knows. It is kept and alarmed, never lost."""


class SendError(Exception):
    """A message was not, or perhaps not, sent."""


class SendRefused(SendError):
    """The platform will never take this message."""


class SendDelayed(SendError):
    """The platform asks to wait."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SendUnreachable(SendError):
    """Nothing was sent."""


class SendUnknown(SendError):
    """It may have been sent: the answer was lost."""


@dataclass(frozen=True)
class Inbound:
    """What a citizen said, in the words of no platform."""

    text: str
    payload: str | None = None
    attachments: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Outgoing:
    """What is to be sent. `key` is the same for every attempt at one message: the idempotency key."""

    key: int
    peer: str
    text: str
    buttons: tuple[dict[str, Any], ...] = ()
    sources: tuple[dict[str, Any], ...] = ()


class Messenger(Protocol):
    """One platform."""

    channel: str
    idempotent: bool
    """Whether a repeated send with the same key is harmless."""

    def parse(self, body: dict[str, Any]) -> Inbound:
        """Raises `Unparsable`."""

    async def send(self, message: Outgoing) -> str:
        """The platform's id of the sent message. Raises `SendError`; takes 5 s at most."""
