"""VK behind the messenger port. `random_id` makes a repeated send harmless."""

from __future__ import annotations

import hashlib
from typing import Any

import structlog

from connectors.keyboards import BadButton
from connectors.messenger import Inbound, Outgoing, SendRefused
from connectors.pace import Pace
from connectors.vk.client import VkClient
from connectors.vk.envelope import CHANNEL
from connectors.vk.errors import KEYBOARD_REFUSED, as_send_error, code_of
from connectors.vk.keyboard import inline_keyboard
from connectors.vk.parse import parse
from connectors.vk.render import render

log = structlog.get_logger(__name__)

RANDOM_IDS = 2**31 - 1
CALLS_PER_SECOND = 15
BURST = 5
"""Together VK's limit for a community's token: 20 calls a second."""


class VkMessenger:
    """Sends to citizens who wrote to the community, and reads what they wrote.

    `salt` shifts the random ids: VK remembers them for good, so that a deployment that numbers its
    messages from one again would otherwise have its first ones swallowed as repetitions.
    """

    channel = CHANNEL
    idempotent = True

    def __init__(self, client: VkClient, salt: str = "") -> None:
        self._client = client
        self._shift = int.from_bytes(hashlib.sha256(f"vk:{salt}".encode()).digest()[:8])
        self._pace = Pace(CALLS_PER_SECOND, BURST)

    def parse(self, body: dict[str, Any]) -> Inbound:
        """Raises `Unparsable`."""
        return parse(body)

    def random_id(self, key: int) -> int:
        """A number of 31 bits, never 0, another for every key up to two thousand million messages."""
        return (key + self._shift) % RANDOM_IDS + 1

    async def send(self, message: Outgoing) -> str:
        """The id of the message in VK. Raises `SendError`; takes 5 s at most.

        Where the keyboard cannot be shown its choices are written out: the answer matters more.
        """
        try:
            keyboard = inline_keyboard(message.buttons) if message.buttons else None
        except BadButton as error:
            log.warning("keyboard_left_out", channel=CHANNEL, reason=str(error))
            return await self._send(message, None)
        try:
            return await self._send(message, keyboard)
        except SendRefused as error:
            if keyboard is None or code_of(error.__cause__ or error) not in KEYBOARD_REFUSED:
                raise
            log.warning("keyboard_refused", channel=CHANNEL, reason=str(error))
        return await self._send(message, None)

    async def _send(self, message: Outgoing, keyboard: str | None) -> str:
        await self._pace.wait()
        values: dict[str, Any] = {
            "peer_id": int(message.peer),
            "random_id": self.random_id(message.key),
            "message": render(message, with_choices=bool(message.buttons) and keyboard is None),
            "dont_parse_links": 1,
            "disable_mentions": 1,
        }
        if keyboard is not None:
            values["keyboard"] = keyboard
        try:
            return str(await self._client.call("messages.send", **values))
        except Exception as error:
            raise as_send_error(error) from error
