"""The poller: one at a time, its place and what it stored moved together, and no error ends it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from psycopg import AsyncConnection
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors import polling
from connectors.inbox import Update
from connectors.polling import Batch, Poller, PollLater
from connectors.tables import InboundRow, LeaseRow
from tests.support.postgres import Database


class Source:
    """Gives numbered updates, a few a batch, from the cursor's place on."""

    def __init__(self, bodies: list[dict[str, Any]]) -> None:
        self.bodies = bodies
        self.errors: list[Exception] = []
        self.asked: list[int] = []

    async def fetch(self, cursor: dict[str, Any]) -> Batch:
        """The next two."""
        place = int(cursor.get("place", 0))
        self.asked.append(place)
        if self.errors:
            raise self.errors.pop(0)
        if place >= len(self.bodies):
            await asyncio.sleep(0.05)
        chosen = self.bodies[place : place + 2]
        updates = [
            Update("vk", str(place + offset), "7", "message", body) for offset, body in enumerate(chosen)
        ]
        return Batch(updates, {"place": place + len(chosen)})


class Dispatcher:
    """Notes the turns asked for, and may refuse."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals

    async def turn(self, connection: AsyncConnection[Any], conversation_id: uuid.UUID) -> None:
        """Refuse, or let through."""
        if self.refusals:
            self.refusals -= 1
            raise RuntimeError("no jobs")

    async def deliver(self, session: AsyncSession, conversation_id: uuid.UUID, channel: str) -> None:
        """Nothing to deliver."""


async def stored(database: Database) -> list[str]:
    """External ids in order of arrival."""
    async with database.sessions() as session:
        return list(await session.scalars(select(InboundRow.external_id).order_by(InboundRow.arrival)))


async def run_until(poller: Poller, condition: Callable[[], Any], seconds: float = 8.0) -> None:
    """Run the poller until the awaited condition holds."""
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    try:
        async with asyncio.timeout(seconds):
            while not await condition():  # noqa: ASYNC110 - what is waited for is in the database
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        await running


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "BACKOFF", (0.02,))


async def test_everything_is_stored_once_in_order_through_errors(database: Database) -> None:
    source = Source([{"n": number} for number in range(5)])
    source.errors = [OSError("down"), PollLater("busy", 0.05), ValueError("no JSON")]
    poller = Poller("poll:test", source.fetch, database.sessions, Dispatcher(refusals=2))

    async def all_there() -> bool:
        return len(await stored(database)) == 5

    await run_until(poller, all_there)
    assert await stored(database) == ["0", "1", "2", "3", "4"]


async def test_the_place_is_not_moved_when_the_updates_are_not_stored(database: Database) -> None:
    source = Source([{"n": 1}])
    poller = Poller("poll:test", source.fetch, database.sessions, Dispatcher(refusals=3))

    async def there() -> bool:
        return bool(await stored(database))

    await run_until(poller, there)
    assert source.asked[:4] == [0, 0, 0, 0]


async def test_half_a_surrogate_pair_holds_up_nothing(database: Database) -> None:
    source = Source([{"n": 1}, {"text": "\ud83d"}, {"n": 3}])
    poller = Poller("poll:test", source.fetch, database.sessions, Dispatcher())

    async def all_there() -> bool:
        return len(await stored(database)) == 3

    await run_until(poller, all_there)
    async with database.sessions() as session:
        bodies = list(await session.scalars(select(InboundRow.body).order_by(InboundRow.arrival)))
    assert bodies == [{"n": 1}, {"text": "\ufffd"}, {"n": 3}]


async def test_two_pollers_take_turns(database: Database) -> None:
    source = Source([{"n": number} for number in range(4)])
    first = Poller("poll:test", source.fetch, database.sessions, Dispatcher(), standby=0.05)
    idle = Source([])
    second = Poller("poll:test", idle.fetch, database.sessions, Dispatcher(), standby=0.05)

    async def first_has_all() -> bool:
        return len(await stored(database)) == 4

    stop = asyncio.Event()

    async def run_second() -> None:
        await asyncio.sleep(0.5)
        await second.run(stop)

    waiting = asyncio.create_task(run_second())
    await run_until(first, first_has_all)
    assert idle.asked == []
    async with asyncio.timeout(5):
        while not idle.asked:  # noqa: ASYNC110 - the other poller's side
            await asyncio.sleep(0.02)
    stop.set()
    await waiting
    # It went on where the first had stopped.
    assert idle.asked[0] == 4


async def test_a_poller_that_lost_its_lease_stores_nothing(database: Database) -> None:
    async def fetch(cursor: dict[str, Any]) -> Batch:
        async with database.sessions.begin() as session:
            row = await session.get(LeaseRow, "poll:test")
            assert row is not None
            row.holder = "another"
        return Batch([Update("vk", "1", "7", "message", {})], {"place": 9})

    asked = 0

    async def once(cursor: dict[str, Any]) -> Batch:
        nonlocal asked
        asked += 1
        return await fetch(cursor)

    async def was_asked() -> bool:
        await asyncio.sleep(0.2)
        return asked == 1

    poller = Poller("poll:test", once, database.sessions, Dispatcher(), standby=0.05)
    await run_until(poller, was_asked)
    assert await stored(database) == []
    async with database.sessions() as session:
        row = await session.get(LeaseRow, "poll:test")
    assert row is not None
    assert row.cursor == {}


async def test_stopping_does_not_wait_for_the_platform(database: Database) -> None:
    async def hang(cursor: dict[str, Any]) -> Batch:
        await asyncio.sleep(60)
        return Batch((), {})

    stop = asyncio.Event()
    running = asyncio.create_task(Poller("poll:test", hang, database.sessions, Dispatcher()).run(stop))
    await asyncio.sleep(0.3)
    stop.set()
    async with asyncio.timeout(2):
        await running
