"""Telegram end to end over HTTP: a citizen's phone, getUpdates and the webhook, the worker, and back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.connectors.live import (
    delivery_states,
    gateway,
    inbound_states,
    settings_for,
    until,
    worker,
)
from tests.platforms.telegram import TelegramEmulator
from tests.support.postgres import Database
from tests.support.tiny_engine import TinyEngine


@pytest.fixture
def telegram() -> Iterator[TelegramEmulator]:
    """Telegram."""
    with TelegramEmulator() as running:
        yield running


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_citizen_is_answered_and_presses_a_button(
    telegram: TelegramEmulator, database: Database, engine: TinyEngine, tmp_path: Path, mode: str
) -> None:
    settings = settings_for(tmp_path, telegram.environment(mode))
    async with gateway(settings, database), worker(settings, database, engine):
        citizen = telegram.citizen()
        citizen.say("/start")
        await citizen.heard("Вы написали: /greet")
        citizen.say("какие есть кнопки и источник")
        shown = await citizen.heard("Вы написали: какие есть кнопки и источник")
        assert shown.text.endswith("Источник: Госуслуги, https://www.gosuslugi.ru")
        assert shown.titles == ["Первая"]
        citizen.press("Первая")
        await citizen.heard('Вы написали: /answer{"article":"first"}')
        # The phone's loading mark is gone.
        await until(lambda: telegram.do("list_loading") == [])
    assert await inbound_states(database) == [("message", "done"), ("message", "done"), ("button", "done")]


async def test_messages_of_one_citizen_are_answered_in_order_across_a_restart(
    telegram: TelegramEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, telegram.environment())
    citizen = telegram.citizen()
    said = [f"это вопрос под номером {number}" for number in range(6)]
    for text in said[:3]:
        citizen.say(text)
    async with worker(settings, database, engine):
        await citizen.heard(said[2])
    for text in said[3:]:
        citizen.say(text)
    async with worker(settings, database, engine):
        await citizen.heard(said[5])
    assert citizen.answers() == [f"Вы написали: {text}" for text in said]


async def test_a_lost_answer_is_unknown_and_not_repeated_blindly(
    telegram: TelegramEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, telegram.environment())
    async with worker(settings, database, engine):
        citizen = telegram.citizen()
        telegram.fail("drop", times=1, method="sendMessage")
        citizen.say("вопрос при обрыве связи")
        await citizen.heard("Вы написали")
        await citizen.heard("Возможно")
    assert [text.startswith("Вы написали") for text in citizen.answers()] == [True, False]
    assert await delivery_states(database) == ["unknown", "sent"]


async def test_it_waits_as_long_as_telegram_asks(
    telegram: TelegramEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, telegram.environment())
    async with worker(settings, database, engine):
        citizen = telegram.citizen()
        telegram.fail("429", times=1, method="sendMessage", seconds=2)
        said = citizen.say("вопрос в час пик")
        shown = await citizen.heard("Вы написали")
        assert shown.at - said.at >= 2
    assert len(telegram.calls("sendMessage")) == 1
    assert await delivery_states(database) == ["sent"]


async def test_who_stopped_the_bot_does_not_hold_up_others(
    telegram: TelegramEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, telegram.environment())
    async with worker(settings, database, engine):
        gone, other = telegram.citizen("Ушедший"), telegram.citizen("Оставшийся")
        gone.say("вопрос и сразу запрет")
        gone.block()
        other.say("вопрос без всякого запрета")
        await other.heard("без всякого")
        await until(lambda: len(telegram.calls("sendMessage")) == 2)
    assert gone.answers() == []
    assert sorted(await delivery_states(database)) == ["failed", "sent"]


async def test_two_pollers_share_one_lease(
    telegram: TelegramEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, telegram.environment())
    citizen = telegram.citizen()
    async with worker(settings, database, engine), worker(settings, database, engine):
        for number in range(5):
            citizen.say(f"это вопрос под номером {number}")
            await citizen.heard(f"номером {number}")
    assert len(citizen.answers()) == 5
    assert all(call["outcome"] == "ok" for call in telegram.calls())


async def test_a_stranger_who_polls_with_our_token_is_survived(
    telegram: TelegramEmulator,
    database: Database,
    engine: TinyEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("connectors.telegram.polling.CONFLICT", 0.2)
    settings = settings_for(tmp_path, telegram.environment())
    async with worker(settings, database, engine):
        await until(lambda: bool(telegram.calls("getUpdates")))
        async with httpx.AsyncClient(trust_env=False) as stranger:
            await stranger.get(f"{telegram.url}/bot{telegram.token}/getUpdates")
        await until(lambda: any("409" in call["outcome"] for call in telegram.calls("getUpdates")))
        citizen = telegram.citizen()
        citizen.say("вопрос после соперника")
        await citizen.heard("после соперника")


async def test_a_webhook_left_behind_is_taken_away_to_poll(
    telegram: TelegramEmulator,
    database: Database,
    engine: TinyEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("connectors.telegram.polling.CONFLICT", 0.2)
    hooked = settings_for(tmp_path, telegram.environment("webhook"))
    async with worker(hooked, database, engine):
        await until(lambda: telegram.do("webhook_url") is not None)
    citizen = telegram.citizen()
    citizen.say("вопрос, пока никого нет")
    async with worker(settings_for(tmp_path, telegram.environment()), database, engine):
        await citizen.heard("пока никого нет")


async def test_a_webhook_that_telegram_refuses_at_first_is_set_later(
    telegram: TelegramEmulator,
    database: Database,
    engine: TinyEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("connectors.telegram.registration.BACKOFF", (0.2,))
    settings = settings_for(tmp_path, telegram.environment("webhook"))
    telegram.fail("500", times=2, method="setWebhook")
    async with gateway(settings, database), worker(settings, database, engine):
        await until(lambda: telegram.do("webhook_url") is not None)
        citizen = telegram.citizen()
        citizen.say("вопрос по новому адресу")
        await citizen.heard("по новому адресу")


async def test_it_polls_on_through_every_fault(
    telegram: TelegramEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, telegram.environment())
    citizen = telegram.citizen()
    async with worker(settings, database, engine):
        for fault in ("500", "abort", "drop"):
            telegram.fail(fault, times=1, method="getUpdates")
        citizen.say("вопрос сквозь помехи связи")
        await citizen.heard("сквозь помехи", 10)
        telegram.fail("refuse")
        await asyncio.sleep(0.3)
        telegram.heal()
        citizen.say("вопрос после перерыва связи")
        await citizen.heard("после перерыва", 10)
    assert len(citizen.answers()) == 2


async def test_pictures_groups_and_edits(
    telegram: TelegramEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, telegram.environment())
    citizen = telegram.citizen()
    citizen.say("", photo=[{"file_id": "1", "width": 1, "height": 1}])
    group = {"chat": {"id": -100, "type": "supergroup"}, "message_id": 1, "text": "в группе"}
    telegram.do("send_update", peer=citizen.peer, kind="message", body=group)
    edited = {"chat": {"id": citizen.peer, "type": "private"}, "message_id": 1, "text": "правка"}
    telegram.do("send_update", peer=citizen.peer, kind="edited_message", body=edited)
    async with worker(settings, database, engine):
        await citizen.heard("вложени")
        citizen.say("что на снимке видно", photo=[{"file_id": "1", "width": 1, "height": 1}])
        await citizen.heard("Вы написали: что на снимке видно")
    assert [kind for kind, _ in await inbound_states(database)] == ["message", "ignored", "message"]
