"""A citizen's phone: what the chat shows, in order."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict, dataclass, field
from typing import Any

SERVICE = "service"
CITIZEN = "citizen"


@dataclass(frozen=True)
class Shown:
    """One message on the screen. `number` counts from 1 within the chat; `at` is a Unix time."""

    number: int
    author: str
    text: str
    message_id: int
    at: float
    buttons: tuple[dict[str, str], ...] = ()

    @property
    def titles(self) -> list[str]:
        """The buttons' titles."""
        return [button["title"] for button in self.buttons]

    def as_json(self) -> dict[str, Any]:
        """For the control address."""
        return asdict(self)

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Shown:
        """The reverse of `as_json`."""
        return cls(**{**body, "buttons": tuple(body["buttons"])})


@dataclass
class Phone:
    """One chat. It lives on the emulator's event loop alone."""

    peer: int
    name: str
    blocked: bool = False
    messages: list[Shown] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def has_written(self) -> bool:
        """Whether the service may write at all."""
        return any(message.author == CITIZEN for message in self.messages)

    def show(
        self, author: str, text: str, message_id: int, buttons: tuple[dict[str, str], ...] = ()
    ) -> Shown:
        """Put a message on the screen."""
        shown = Shown(len(self.messages) + 1, author, text, message_id, time.time(), buttons)
        self.messages.append(shown)
        self.changed.set()
        return shown

    async def after(self, number: int, wait: float) -> list[Shown]:
        """Messages with a greater number, once there is one or the seconds have passed."""
        ends = time.monotonic() + wait
        while len(self.messages) <= number and (rest := ends - time.monotonic()) > 0:
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), rest)
            except TimeoutError:
                break
        return self.messages[number:]

    def button(self, title: str) -> tuple[Shown, dict[str, str]]:
        """The newest button with this title. Raises `LookupError`."""
        for message in reversed(self.messages):
            for button in message.buttons:
                if button["title"] == title:
                    return message, button
        raise LookupError(f"{self.name}'s phone shows no button {title!r}")
