"""The emulated Telegram refuses what Telegram refuses."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.platforms.telegram import TOKEN, TelegramEmulator


@pytest.fixture
def telegram() -> Iterator[TelegramEmulator]:
    """Telegram."""
    with TelegramEmulator() as running:
        yield running


@functools.cache
def client() -> httpx.Client:
    """One for all: making one costs more than a call."""
    return httpx.Client(trust_env=False)


def call(telegram: TelegramEmulator, method: str, token: str = TOKEN, **values: Any) -> Any:
    """The result, or the error's number."""
    response = client().post(f"{telegram.url}/bot{token}/{method}", data=values)
    body = response.json()
    return body["result"] if body["ok"] else response.status_code


def keyboard(*buttons: dict[str, Any]) -> str:
    """An inline keyboard of one row."""
    return json.dumps({"inline_keyboard": [list(buttons)]})


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"text": ""}, 400),
        ({"text": "  "}, 400),
        ({"text": "я" * 4097}, 400),
        ({"text": "🙂" * 2049}, 400),
        ({"chat_id": 1}, 400),
        ({"chat_id": "x"}, 400),
        ({"reply_markup": "{"}, 400),
        ({"random_id": 1}, 400),
        ({"reply_markup": keyboard({"text": "Да"})}, 400),
        ({"reply_markup": keyboard({"text": "", "callback_data": "x"})}, 400),
        ({"reply_markup": keyboard({"text": "Да", "callback_data": ""})}, 400),
        ({"reply_markup": keyboard({"text": "Да", "callback_data": "я" * 33})}, 400),
        ({"reply_markup": keyboard({"text": "Да", "callback_data": "x", "url": "https://x.ru"})}, 400),
        ({"reply_markup": keyboard(*[{"text": "Да", "callback_data": "x"}] * 9)}, 400),
    ],
)
def test_what_telegram_refuses_is_refused(
    telegram: TelegramEmulator, changes: dict[str, Any], status: int
) -> None:
    citizen = telegram.citizen()
    citizen.say("вопрос")
    assert call(telegram, "sendMessage", **{"chat_id": citizen.peer, "text": "ответ", **changes}) == status
    assert citizen.answers() == []


def test_tokens_methods_and_blocks(telegram: TelegramEmulator) -> None:
    citizen = telegram.citizen()
    assert call(telegram, "sendMessage", chat_id=citizen.peer, text="реклама") == 400
    citizen.say("вопрос")
    citizen.block()
    assert call(telegram, "sendMessage", chat_id=citizen.peer, text="ответ") == 403
    assert call(telegram, "getMe", token="1:x") == 401
    assert call(telegram, "invent") == 404
    assert call(telegram, "answerCallbackQuery", callback_query_id="1") == 400


def test_an_offset_confirms_what_is_before_it(telegram: TelegramEmulator) -> None:
    citizen = telegram.citizen()
    for number in range(3):
        citizen.say(f"вопрос {number}")
    first = call(telegram, "getUpdates")
    assert [update["message"]["text"][-1] for update in first] == ["0", "1", "2"]
    assert len(call(telegram, "getUpdates")) == 3
    rest = call(telegram, "getUpdates", offset=first[1]["update_id"])
    assert len(rest) == 2
    assert telegram.undelivered() == 2


def test_a_later_poller_ends_the_earlier(telegram: TelegramEmulator) -> None:
    results: list[Any] = []
    earlier = threading.Thread(target=lambda: results.append(call(telegram, "getUpdates", timeout=4)))
    earlier.start()
    while not telegram.calls("getUpdates"):
        earlier.join(0.02)
    assert call(telegram, "getUpdates") == []
    earlier.join(4)
    assert results == [409]


def test_a_webhook_and_polling_exclude_each_other(telegram: TelegramEmulator) -> None:
    assert call(telegram, "setWebhook", url="http://example.org/hook") == 400
    assert call(telegram, "setWebhook", url="https://example.org/hook", secret_token="с пробелом") == 400
    assert call(telegram, "setWebhook", url="http://127.0.0.1:1/hook") is True
    assert call(telegram, "getUpdates") == 409
    telegram.citizen().say("вопрос")
    assert telegram.undelivered() == 1
    assert call(telegram, "deleteWebhook") is True
    assert len(call(telegram, "getUpdates")) == 1


def test_too_many_messages_are_held_back(telegram: TelegramEmulator) -> None:
    citizen = telegram.citizen()
    citizen.say("вопрос")
    answers = [call(telegram, "sendMessage", chat_id=citizen.peer, text="ответ") for _ in range(60)]
    assert 429 in answers
