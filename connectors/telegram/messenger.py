"""Telegram behind the messenger port. It has no idempotency key: a send whose answer was lost is unknown."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions

from connectors.keyboards import BadButton
from connectors.messenger import Inbound, Outgoing
from connectors.pace import Pace
from connectors.telegram.envelope import CHANNEL
from connectors.telegram.errors import as_send_error
from connectors.telegram.keyboard import inline_keyboard
from connectors.telegram.parse import parse
from connectors.telegram.render import render

log = structlog.get_logger(__name__)

DEADLINE = 4.7
MESSAGES_PER_SECOND = 24
BURST = 6
"""Together Telegram's limit for a bot: 30 messages a second to all chats."""


class TelegramMessenger:
    """Sends to citizens who wrote to the bot, and reads what they wrote."""

    channel = CHANNEL
    idempotent = False

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._pace = Pace(MESSAGES_PER_SECOND, BURST)

    def parse(self, body: dict[str, Any]) -> Inbound:
        """Raises `Unparsable`."""
        return parse(body)

    async def send(self, message: Outgoing) -> str:
        """The id of the message in its chat. Raises `SendError`; takes 5 s at most."""
        keyboard: InlineKeyboardMarkup | None = None
        try:
            keyboard = inline_keyboard(message.buttons) if message.buttons else None
        except BadButton as error:
            log.warning("keyboard_left_out", channel=CHANNEL, reason=str(error))
        text = render(message, with_choices=bool(message.buttons) and keyboard is None)
        await self._pace.wait()
        try:
            async with asyncio.timeout(DEADLINE):
                sent = await self._bot.send_message(
                    int(message.peer),
                    text,
                    reply_markup=keyboard,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
        except Exception as error:
            raise as_send_error(error) from error
        return str(sent.message_id)
