"""VK end to end over HTTP: a citizen's phone, Bots Long Poll and callbacks, the worker, and back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from connectors.tables import LeaseRow
from connectors.vk.gap import LEASE, Gap, recent_gaps
from otklik.doctor import stores
from otklik.doctor.finding import Verdict
from tests.integration.connectors.live import (
    delivery_states,
    gateway,
    inbound_states,
    settings_for,
    until,
    worker,
)
from tests.platforms.vk import VkEmulator
from tests.support.postgres import Database
from tests.support.tiny_engine import TinyEngine


@pytest.fixture
def vk() -> Iterator[VkEmulator]:
    """VK."""
    with VkEmulator() as running:
        yield running


@pytest.mark.parametrize("mode", ["longpoll", "callback"])
async def test_a_citizen_is_answered_and_presses_a_button(
    vk: VkEmulator, database: Database, engine: TinyEngine, tmp_path: Path, mode: str
) -> None:
    settings = settings_for(tmp_path, vk.environment(mode))
    async with gateway(settings, database) as url, worker(settings, database, engine):
        if mode == "callback":
            vk.do("set_callback", url=f"{url}/vk/callback")
            assert await vk.act("confirm_callback") == f"200 {vk.confirmation}"
        else:
            await until(lambda: bool(vk.calls("groups.getLongPollServer")))
        citizen = vk.citizen()
        citizen.say("какие есть кнопки и источник")
        shown = await citizen.heard("Вы написали: какие есть кнопки и источник")
        assert shown.text.endswith("Источник: Госуслуги, https://www.gosuslugi.ru")
        assert shown.titles == ["Первая"]
        citizen.press("Первая")
        await citizen.heard('Вы написали: /answer{"article":"first"}')
        assert [turn["payload"] for turn in engine.turns] == [None, '/answer{"article":"first"}']
        assert vk.calls("messages.send")[0]["outcome"] == "ok"


async def test_messages_of_one_citizen_are_answered_in_order(
    vk: VkEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, vk.environment())
    async with worker(settings, database, engine):
        await until(lambda: bool(vk.calls("groups.getLongPollServer")))
        citizen = vk.citizen()
        said = [f"это вопрос под номером {number}" for number in range(6)]
        for text in said:
            citizen.say(text)
        await citizen.heard(said[-1])
    assert citizen.answers() == [f"Вы написали: {text}" for text in said]


async def test_what_came_while_nobody_polled_is_answered_and_nothing_twice(
    vk: VkEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, vk.environment())
    citizen = vk.citizen()
    async with worker(settings, database, engine):
        await until(lambda: bool(vk.calls("groups.getLongPollServer")))
        citizen.say("первый вопрос о чём-то")
        await citizen.heard("первый")
    citizen.say("второй вопрос о чём-то")
    async with worker(settings, database, engine):
        await citizen.heard("второй")
        vk.do("expire_key")
        citizen.say("третий вопрос о чём-то")
        await citizen.heard("третий")
    assert [text.split()[2] for text in citizen.answers()] == ["первый", "второй", "третий"]


@pytest.mark.parametrize("trouble", ["lose_history", "end_session"])
async def test_after_losing_its_place_it_goes_on(
    vk: VkEmulator, database: Database, engine: TinyEngine, tmp_path: Path, trouble: str
) -> None:
    settings = settings_for(tmp_path, vk.environment())
    citizen = vk.citizen()
    async with worker(settings, database, engine):
        await until(lambda: bool(vk.calls("groups.getLongPollServer")))
        citizen.say("первый вопрос о чём-то")
        await citizen.heard("первый")
    assert await gaps(database) == []
    stopped = datetime.now(UTC)
    citizen.say("пропавший вопрос о чём-то")
    vk.do(trouble)
    begun = len(vk.calls("groups.getLongPollServer"))
    async with worker(settings, database, engine):
        if trouble == "end_session":
            await until(lambda: len(vk.calls("groups.getLongPollServer")) > begun)
        else:
            await until(lambda: vk.undelivered() == 0)
        citizen.say("новый вопрос о чём-то")
        await citizen.heard("новый")
    assert len(citizen.answers()) == 2
    [missed] = await gaps(database)
    assert missed.since is not None
    assert missed.since <= stopped <= missed.until
    findings = stores.check_database(settings.model_copy(update={"database_url": SecretStr(database.url)}))
    [told] = [finding for finding in findings if finding.subject == "VK"]
    assert told.verdict is Verdict.NOTE
    assert "between" in told.what


async def gaps(database: Database) -> list[Gap]:
    """What the poller has noted as missed."""
    async with database.sessions() as session:
        cursor = await session.scalar(select(LeaseRow.cursor).where(LeaseRow.name == LEASE))
    return recent_gaps(cursor or {})


async def test_a_lost_answer_and_a_closed_door_bring_one_message(
    vk: VkEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, vk.environment())
    async with worker(settings, database, engine):
        await until(lambda: bool(vk.calls("groups.getLongPollServer")))
        citizen = vk.citizen()
        vk.fail("drop", times=2, method="messages.send")
        citizen.say("вопрос при обрыве связи")
        await citizen.heard("Вы написали")
        vk.fail("error", code=6, times=1, method="messages.send")
        citizen.say("вопрос при частых запросах")
        await citizen.heard("при частых")
    assert len(citizen.answers()) == 2
    assert await delivery_states(database) == ["sent", "sent"]


async def test_a_citizen_who_forbade_messages_does_not_hold_up_others(
    vk: VkEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, vk.environment())
    async with worker(settings, database, engine):
        await until(lambda: bool(vk.calls("groups.getLongPollServer")))
        gone, other = vk.citizen("Ушедший"), vk.citizen("Оставшийся")
        gone.say("вопрос и сразу запрет")
        gone.block()
        other.say("вопрос без всякого запрета")
        await other.heard("без всякого")
    assert gone.answers() == []
    assert sorted(await delivery_states(database)) == ["failed", "sent"]
    assert ("ignored", "ignored") in await inbound_states(database)


async def test_attachments_and_the_start_button(
    vk: VkEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, vk.environment())
    async with worker(settings, database, engine):
        await until(lambda: bool(vk.calls("groups.getLongPollServer")))
        citizen = vk.citizen()
        citizen.say("", attachments=[{"type": "photo", "photo": {"id": 1}}])
        await citizen.heard("вложени")
        citizen.say("Начать", payload='{"command":"start"}')
        await citizen.heard("Вы написали: /greet")


async def test_it_polls_on_through_every_fault(
    vk: VkEmulator, database: Database, engine: TinyEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, vk.environment())
    citizen = vk.citizen()
    vk.fail("error", code=10, times=1, method="groups.getLongPollServer")
    async with worker(settings, database, engine):
        await until(lambda: bool(vk.calls("groups.getLongPollServer")))
        for fault in ("500", "abort", "drop"):
            vk.fail(fault, times=1, method="longpoll")
        vk.do("expire_key")
        citizen.say("вопрос сквозь помехи связи")
        await citizen.heard("сквозь помехи", 15)
        vk.fail("refuse")
        await asyncio.sleep(0.3)
        vk.heal()
        citizen.say("вопрос после перерыва связи")
        await citizen.heard("после перерыва", 15)
    assert len(citizen.answers()) == 2
