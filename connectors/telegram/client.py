"""The bot of python-telegram-bot, with the time limits of this project."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.request import HTTPXRequest

API = "https://api.telegram.org"
CONNECT = 2.0
WRITE = 2.0
READ = 2.5
POOL = 0.5
"""Seconds. With the rest under the send deadline of 5."""


def make_bot(token: str, address: str | None = None) -> Bot:
    """A bot that asks nothing of Telegram before its first call, so that no start depends on Telegram."""
    # httpx logs every address at INFO, and Telegram's hold the token; the library logs whole answers.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    base = f"{address or API}/bot"
    return Bot(token, base_url=base, request=_request(READ), get_updates_request=_request(READ))


def updates_request(wait: float) -> HTTPXRequest:
    """For requests that Telegram holds for `wait` seconds."""
    return _request(wait + 2.0)


def _request(read: float) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=32,
        connect_timeout=CONNECT,
        read_timeout=read,
        write_timeout=WRITE,
        pool_timeout=POOL,
    )
