"""A process dies at every step of a message's way: the answer still comes, once."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from connectors.failpoints import STEPS
from tests.platforms.telegram import TelegramEmulator
from tests.platforms.vk import VkEmulator
from tests.support.postgres import Database, PostgresServer
from tests.support.processes import Kept
from tests.support.tiny_engine import TinyEngine, tiny_engine

QUESTION = "как восстановить снилс"
ANSWER = f"Вы написали: {QUESTION}"
DEADLINE = 30.0
QUIET = 3.0


@dataclass
class Running:
    """The product's worker, as the supervisor runs it."""

    worker: Kept
    token: Path

    def arm(self) -> None:
        """Let the failpoint strike once."""
        self.token.touch()

    def struck(self, seconds: float = 15.0) -> bool:
        """Whether it did; waits for it."""
        until = time.monotonic() + seconds
        while self.token.exists() and time.monotonic() < until:
            time.sleep(0.05)
        return not self.token.exists()


@contextlib.asynccontextmanager
async def worker_on(
    database: Database, folder: Path, environment: dict[str, str], engine: TinyEngine, step: str = ""
) -> AsyncIterator[Running]:
    """A worker that polls the platform, started again whenever it ends."""
    token = folder / "token"
    worker = Kept(
        "otklik.processes.worker",
        {
            "DATABASE_URL": database.url,
            "OTKLIK_DATA_DIR": str(folder),
            "OTKLIK_RASA_URLS": engine.url,
            "OTKLIK_SECRET_KEY": "of this test",
            "OTKLIK_FAILPOINT": step,
            "OTKLIK_FAILPOINT_TOKEN": str(token),
            **environment,
        },
        folder / "worker.log",
    )
    try:
        await _until_at_work(database, worker, "OTKLIK_VK_TOKEN" in environment)
        yield Running(worker, token)
    finally:
        await asyncio.to_thread(worker.stop)


async def _until_at_work(database: Database, worker: Kept, needs_place: bool, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        async with database.sessions() as session:
            workers = await session.scalar(text("SELECT count(*) FROM procrastinate_workers"))
            # VK's events count from the moment a poller first asked for its place.
            places = await session.scalar(text("SELECT count(*) FROM leases WHERE cursor <> '{}'"))
            if workers and (places or not needs_place):
                return
        await asyncio.sleep(0.1)
    raise AssertionError(f"the worker did not start in {seconds:.0f} s:\n{worker.tail()}")


async def _die_at(step: str, database: Database, folder: Path) -> None:
    with tiny_engine() as engine, VkEmulator() as vk:
        async with worker_on(database, folder, vk.environment("longpoll"), engine, step) as running:
            citizen = vk.citizen()
            running.arm()
            await asyncio.to_thread(citizen.say, QUESTION)
            await citizen.heard(ANSWER, DEADLINE)
            assert await asyncio.to_thread(running.struck), f"the failpoint {step} was never reached"
            await asyncio.sleep(QUIET)
            assert await asyncio.to_thread(citizen.answers) == [ANSWER], f"{step}\n{running.worker.tail()}"


@pytest.mark.timeout(240)
@pytest.mark.parametrize("steps", [STEPS[:3], STEPS[3:6], STEPS[6:]], ids=" ".join)
async def test_vk_answers_once_whatever_step_the_process_dies_at(
    steps: tuple[str, ...], postgres: PostgresServer, tmp_path: Path
) -> None:
    """Each step has a database, an emulator and a worker of its own; three at a time save minutes."""
    with contextlib.ExitStack() as databases:
        async with asyncio.TaskGroup() as group:
            for step in steps:
                (tmp_path / step).mkdir()
                database = databases.enter_context(postgres.fresh())
                group.create_task(_die_at(step, database, tmp_path / step))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("step", ["sending", "platform_answered"])
async def test_telegram_is_never_answered_twice_and_may_ask_again(
    step: str, database: Database, tmp_path: Path
) -> None:
    """Telegram knows no key of ours: what nobody knows arrived is offered again, not repeated."""
    with tiny_engine() as engine, TelegramEmulator() as telegram:
        async with worker_on(database, tmp_path, telegram.environment("polling"), engine, step) as running:
            citizen = telegram.citizen()
            running.arm()
            await asyncio.to_thread(citizen.say, QUESTION)
            await citizen.heard(lambda shown: "Показать ещё раз" in shown.titles, DEADLINE + 10)
            assert await asyncio.to_thread(running.struck)
            before = (await asyncio.to_thread(citizen.answers)).count(ANSWER)
            assert before == (1 if step == "platform_answered" else 0)
            shown = len(await asyncio.to_thread(citizen.messages))
            await asyncio.to_thread(citizen.press, "Показать ещё раз")
            await citizen.heard(ANSWER, DEADLINE, since=shown)
            await asyncio.sleep(QUIET)
            assert (await asyncio.to_thread(citizen.answers)).count(ANSWER) == before + 1


@pytest.mark.timeout(180)
async def test_postgres_restarts_under_way(
    postgres: PostgresServer, database: Database, tmp_path: Path
) -> None:
    with tiny_engine() as engine, VkEmulator() as vk:
        engine.delay = 0.3
        async with worker_on(database, tmp_path, vk.environment("longpoll"), engine) as running:
            citizens = [vk.citizen() for _ in range(6)]
            for number, citizen in enumerate(citizens):
                await asyncio.to_thread(citizen.say, f"вопрос номер {number} про снилс")
                if number == 3:
                    await asyncio.to_thread(postgres.restart)
            for number, citizen in enumerate(citizens):
                expected = f"Вы написали: вопрос номер {number} про снилс"
                await citizen.heard(expected, 45.0)
            await asyncio.sleep(QUIET)
            for citizen in citizens:
                assert len(await asyncio.to_thread(citizen.answers)) == 1, running.worker.tail()


@pytest.mark.timeout(180)
async def test_the_engine_is_away_for_a_while(database: Database, tmp_path: Path) -> None:
    """The citizen reads once that it takes longer, then gets the answer, once, and in order."""
    engine = TinyEngine()
    with VkEmulator() as vk:
        async with worker_on(database, tmp_path, vk.environment("longpoll"), engine):
            citizen = vk.citizen()
            await asyncio.to_thread(citizen.say, QUESTION)
            await asyncio.to_thread(citizen.say, "и сколько это займёт времени")
            await citizen.heard(lambda shown: "чуть больше времени" in shown.text, 30.0)
            with tiny_engine(engine):
                await citizen.heard("Вы написали: и сколько это займёт времени", DEADLINE)
            answers = await asyncio.to_thread(citizen.answers)
    assert [words for words in answers if words.startswith("Вы написали")] == [
        ANSWER,
        "Вы написали: и сколько это займёт времени",
    ]
    assert sum("чуть больше времени" in words for words in answers) == 1
