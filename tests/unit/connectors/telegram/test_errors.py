"""Telegram's errors as the port's."""

from __future__ import annotations

import httpx
import pytest
from telegram import error as errors

from connectors.messenger import SendDelayed, SendError, SendRefused, SendUnknown, SendUnreachable
from connectors.telegram.errors import as_send_error, seconds_of


def caused(error: Exception, cause: Exception) -> Exception:
    """An error of the library with what it came from."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.Forbidden("blocked"), SendRefused),
        (errors.BadRequest("chat not found"), SendRefused),
        (errors.ChatMigrated(1), SendRefused),
        (errors.InvalidToken(), SendDelayed),
        (caused(errors.TimedOut(), httpx.ReadTimeout("")), SendUnknown),
        (caused(errors.TimedOut(), httpx.ConnectTimeout("")), SendUnreachable),
        (caused(errors.TimedOut(), httpx.PoolTimeout("")), SendDelayed),
        (caused(errors.NetworkError("x"), httpx.ConnectError("")), SendUnreachable),
        (caused(errors.NetworkError("x"), httpx.RemoteProtocolError("")), SendUnknown),
        (errors.NetworkError("Bad Gateway"), SendUnknown),
        (errors.TelegramError("new"), SendError),
        (errors.Conflict("x"), SendError),
        (TimeoutError(), SendUnknown),
    ],
)
def test_kinds(error: Exception, kind: type[SendError]) -> None:
    assert type(as_send_error(error)) is kind


@pytest.mark.filterwarnings("error")
def test_the_seconds_asked_for() -> None:
    told = as_send_error(errors.RetryAfter(7))
    assert isinstance(told, SendDelayed)
    assert told.retry_after == 7.0


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_the_seconds_asked_for_in_the_old_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "false")
    assert seconds_of(errors.RetryAfter(7)) == 7.0


def test_every_error_of_the_library_is_known() -> None:
    """A new one is to be thought about before it is mapped by accident."""
    known = {
        "BadRequest",
        "ChatMigrated",
        "Conflict",
        "EndPointNotFound",
        "Forbidden",
        "InvalidToken",
        "NetworkError",
        "PassportDecryptionError",
        "RetryAfter",
        "TelegramError",
        "TimedOut",
    }
    assert set(errors.__all__) == known
