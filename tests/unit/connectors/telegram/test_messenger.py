"""Sending to Telegram by the real library, over HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator

import pytest

from connectors.messenger import Outgoing, SendDelayed, SendError, SendRefused, SendUnknown, SendUnreachable
from connectors.telegram import messenger as module
from connectors.telegram.client import make_bot
from connectors.telegram.messenger import TelegramMessenger
from tests.platforms.remote import Citizen
from tests.platforms.telegram import TelegramEmulator

BUTTONS = ({"title": "Да", "payload": "/affirm"}, {"title": "Нет", "payload": "/deny"})


@pytest.fixture(scope="module")
def platform() -> Iterator[TelegramEmulator]:
    """One Telegram for all."""
    with TelegramEmulator() as running:
        yield running


@pytest.fixture
def telegram(platform: TelegramEmulator) -> Iterator[TelegramEmulator]:
    """Telegram, healed afterwards."""
    yield platform
    platform.heal()


@pytest.fixture
def citizen(telegram: TelegramEmulator) -> Citizen:
    """Somebody who has written."""
    person = telegram.citizen()
    person.say("вопрос")
    return person


@pytest.fixture
async def messenger(telegram: TelegramEmulator) -> AsyncIterator[TelegramMessenger]:
    """The messenger, pointed at it."""
    bot = make_bot(telegram.token, telegram.url)
    yield TelegramMessenger(bot)
    await bot.shutdown()


async def test_a_message_with_buttons_is_shown(messenger: TelegramMessenger, citizen: Citizen) -> None:
    sources = ({"title": "Госуслуги", "url": "https://www.gosuslugi.ru"},)
    number = await messenger.send(Outgoing(1, str(citizen.peer), "Ответ", BUTTONS, sources))
    shown = citizen.wait_for("Ответ")
    assert str(shown.message_id) == number
    assert shown.titles == ["Да", "Нет"]
    assert shown.text.endswith("https://www.gosuslugi.ru")


async def test_marks_of_other_markups_are_shown_as_they_are(
    messenger: TelegramMessenger, citizen: Citizen
) -> None:
    await messenger.send(Outgoing(1, str(citizen.peer), "<b>*не* _разметка_ [a](b)"))
    assert citizen.answers() == ["<b>*не* _разметка_ [a](b)"]


@pytest.mark.parametrize(
    ("fault", "code", "error"),
    [
        ("refuse", 0, SendUnreachable),
        ("abort", 0, SendUnknown),
        ("drop", 0, SendUnknown),
        ("500", 0, SendUnknown),
        ("429", 0, SendDelayed),
        ("error", 403, SendRefused),
        ("error", 400, SendRefused),
        ("error", 401, SendDelayed),
        ("error", 502, SendUnknown),
    ],
)
async def test_every_fault_has_its_error(
    telegram: TelegramEmulator,
    messenger: TelegramMessenger,
    citizen: Citizen,
    fault: str,
    code: int,
    error: type[SendError],
) -> None:
    telegram.fail(fault, code=code)
    with pytest.raises(error):
        await messenger.send(Outgoing(3, str(citizen.peer), "Ответ"))


async def test_a_platform_that_hangs_is_left_after_the_deadline(
    telegram: TelegramEmulator,
    messenger: TelegramMessenger,
    citizen: Citizen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "DEADLINE", 0.2)
    telegram.fail("hang", seconds=2)
    begun = time.monotonic()
    with pytest.raises(SendUnknown):
        await messenger.send(Outgoing(4, str(citizen.peer), "Ответ"))
    assert time.monotonic() - begun < 1.0


async def test_a_button_telegram_would_refuse_does_not_cost_the_answer(
    messenger: TelegramMessenger, citizen: Citizen
) -> None:
    await messenger.send(Outgoing(8, str(citizen.peer), "Выберите", ({"title": "Да", "payload": "x" * 65},)))
    assert "– Да" in citizen.wait_for("Выберите").text


async def test_who_stopped_the_bot_is_refused(messenger: TelegramMessenger, citizen: Citizen) -> None:
    citizen.block()
    with pytest.raises(SendRefused):
        await messenger.send(Outgoing(9, str(citizen.peer), "Ответ"))
