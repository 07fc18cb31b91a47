"""Telegram's getUpdates, under a lease: the offset is moved with what was stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.request import HTTPXRequest

from connectors.inbox import Update
from connectors.polling import WAIT, Batch, Poller, PollLater
from connectors.storable import storable
from connectors.telegram.client import make_bot, updates_request
from connectors.telegram.envelope import envelope, pressed_id
from connectors.telegram.errors import CONFIGURATION, seconds_of
from connectors.telegram.settings import TelegramSettings
from escalation.dispatch import Dispatcher

log = structlog.get_logger(__name__)

LEASE = "poll:telegram"
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
CONFLICT = 5.0
"""Seconds to leave to another poller, or to a webhook that was just taken away."""


async def poll(
    stop: asyncio.Event,
    settings: TelegramSettings,
    sessions: async_sessionmaker[AsyncSession],
    dispatcher: Dispatcher,
) -> None:
    """Poll until `stop` is set. Several may run; the one that holds the lease polls."""
    if settings.telegram_token is None:
        raise ValueError("Telegram is not configured: set OTKLIK_TELEGRAM_TOKEN")
    bot = make_bot(settings.telegram_token.get_secret_value(), settings.telegram_api_url)
    request = updates_request(WAIT)
    source = Updates(bot, request)
    try:
        await Poller(LEASE, source.fetch, sessions, dispatcher, after=source.answer_pressed).run(stop)
    finally:
        await source.close()


class Updates:
    """Fetches the updates after a cursor of `offset`. Their JSON is kept as it came, whatever its kind."""

    def __init__(self, bot: Bot, request: HTTPXRequest, wait: int = WAIT) -> None:
        self._bot = bot
        self._request = request
        self._wait = wait
        self._answering: set[asyncio.Task[None]] = set()

    async def fetch(self, cursor: dict[str, Any]) -> Batch:
        """The next updates, at most 100. Asking from the offset on forgets all before it."""
        parameters = {"timeout": self._wait, "allowed_updates": json.dumps(ALLOWED)}
        if "offset" in cursor:
            parameters["offset"] = cursor["offset"]
        try:
            found = await self._request.post(f"{self._bot.base_url}/getUpdates?{urlencode(parameters)}")
        except Conflict as error:
            await self._take_webhook_away(error)
            raise PollLater("another poller or a webhook has the bot's updates", CONFLICT) from error
        except RetryAfter as error:
            raise PollLater("too many requests", seconds_of(error)) from error
        except InvalidToken as error:
            raise PollLater("the bot's token is refused: see OTKLIK_TELEGRAM_TOKEN", CONFIGURATION) from error
        items = found if isinstance(found, list) else []
        bodies = [storable(item) for item in items if isinstance(item, dict)]
        numbers = [body["update_id"] for body in bodies if isinstance(body.get("update_id"), int)]
        updates = [envelope(body) for body in bodies]
        place = {"offset": max(numbers) + 1} if numbers else cursor
        return Batch([each for each in updates if each is not None], place)

    def answer_pressed(self, updates: Sequence[Update]) -> None:
        """Stop the pressed buttons' loading mark, best effort, without waiting for Telegram."""
        for update in updates:
            pressed = pressed_id(update.body)
            if pressed is not None:
                task = asyncio.create_task(self._answer(pressed))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def close(self) -> None:
        """End what is under way and close the connections."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        await self._request.shutdown()
        await self._bot.shutdown()

    async def _answer(self, pressed: str) -> None:
        try:
            await self._bot.answer_callback_query(pressed)
        except Exception as error:
            log.info("pressed_not_answered", error=type(error).__name__)

    async def _take_webhook_away(self, conflict: Conflict) -> None:
        """With a webhook set nothing can be polled: the settings say polling, so it goes."""
        if "webhook" not in str(conflict).lower():
            return
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except Exception as error:
            log.warning("webhook_not_deleted", error=type(error).__name__)
