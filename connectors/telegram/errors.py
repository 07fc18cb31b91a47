"""Telegram's errors as the port's: will never take it, not now, never left, perhaps sent."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from connectors.messenger import SendDelayed, SendError, SendRefused, SendUnknown, SendUnreachable

CONFIGURATION = 30.0
"""Seconds to wait when the token is at fault and not the message: it is kept until that is mended."""


def as_send_error(error: BaseException) -> SendError:
    """The port's error for one that a call raised."""
    reason = type(error).__name__
    if isinstance(error, RetryAfter):
        return SendDelayed(reason, seconds_of(error))
    if isinstance(error, Forbidden | BadRequest | ChatMigrated):
        return SendRefused(reason)
    if isinstance(error, InvalidToken | EndPointNotFound):
        return SendDelayed(reason, CONFIGURATION)
    if isinstance(error, NetworkError):
        return _of_network(error)
    if isinstance(error, TelegramError):
        return SendError(reason)
    return SendUnknown(reason)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    # A timedelta, as this package asks; a number where the environment says otherwise.
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _of_network(error: NetworkError) -> SendError:
    cause = error.__cause__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        return SendUnreachable(type(cause).__name__)
    if isinstance(cause, httpx.PoolTimeout):
        return SendDelayed("all connections are busy", 1.0)
    # The request was on its way, or Telegram answered with a fault of its own (500, 502): perhaps sent.
    return SendUnknown(type(cause or error).__name__)
