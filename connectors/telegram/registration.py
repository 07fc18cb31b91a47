"""Tell Telegram the webhook's address, as often as it takes: no start waits for it."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from telegram import Bot
from telegram.error import RetryAfter

from connectors.telegram.client import make_bot
from connectors.telegram.errors import seconds_of
from connectors.telegram.polling import ALLOWED
from connectors.telegram.settings import TelegramSettings
from connectors.telegram.webhook import PATH

log = structlog.get_logger(__name__)

BACKOFF = (1.0, 2.0, 5.0, 15.0, 60.0)
DEADLINE = 8.0


async def keep_webhook(stop: asyncio.Event, settings: TelegramSettings) -> None:
    """Set the webhook, trying until Telegram takes it; then wait for `stop`."""
    token, secret, address = settings.telegram_token, settings.telegram_webhook_secret, settings.public_url
    if token is None or secret is None or address is None:
        log.error(
            "telegram_webhook_not_set",
            remedy="set OTKLIK_TELEGRAM_TOKEN, OTKLIK_TELEGRAM_WEBHOOK_SECRET and OTKLIK_PUBLIC_URL",
        )
        await stop.wait()
        return
    bot = make_bot(token.get_secret_value(), settings.telegram_api_url)
    try:
        failures = 0
        while not stop.is_set():
            pause = await _set(bot, address.rstrip("/") + PATH, secret.get_secret_value(), failures)
            if pause is None:
                break
            failures += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
        await stop.wait()
    finally:
        await bot.shutdown()


async def _set(bot: Bot, url: str, secret: str, failures: int) -> float | None:
    """None when Telegram took it, else the seconds to wait."""
    try:
        async with asyncio.timeout(DEADLINE):
            await bot.set_webhook(url, allowed_updates=ALLOWED, secret_token=secret)
    except RetryAfter as error:
        return seconds_of(error)
    except Exception as error:
        log.warning("telegram_webhook_refused", error=type(error).__name__, failures=failures + 1)
        return BACKOFF[min(failures, len(BACKOFF) - 1)]
    log.info("telegram_webhook_set")
    return None
