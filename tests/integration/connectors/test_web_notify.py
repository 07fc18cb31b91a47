"""The notifier wakes the right streams, and all of them after its connection was lost."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator

import psycopg
import pytest

from connectors.web import notify
from connectors.web.notify import Notifier
from escalation.conversation import notify as tell
from tests.support.postgres import Database


@pytest.fixture
async def notifier(database: Database) -> AsyncIterator[Notifier]:
    notifier = Notifier(database.dsn)
    running = asyncio.create_task(notifier.run())
    await until_connected(notifier)
    yield notifier
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def until_connected(notifier: Notifier) -> None:
    async with asyncio.timeout(10):
        while not notifier.connected:  # noqa: ASYNC110 - the notifier tells only streams
            await asyncio.sleep(0.01)


async def woken(event: asyncio.Event, seconds: float = 3) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


async def test_a_commit_wakes_the_streams_of_its_conversation_alone(
    database: Database, notifier: Notifier
) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    with (
        notifier.subscribe(one) as first,
        notifier.subscribe(one) as second,
        notifier.subscribe(other) as third,
    ):
        async with database.sessions.begin() as session:
            await tell(session, one)
            assert not await woken(first, 0.2)
        assert await woken(first)
        assert await woken(second)
        assert not await woken(third, 0.2)


async def test_a_stream_that_left_is_forgotten(notifier: Notifier) -> None:
    with notifier.subscribe(uuid.uuid4()):
        assert len(notifier._listeners) == 1
    assert len(notifier._listeners) == 0


async def test_after_a_lost_connection_all_are_woken_and_it_listens_again(
    database: Database, notifier: Notifier
) -> None:
    conversation = uuid.uuid4()
    with notifier.subscribe(conversation) as event:
        with psycopg.connect(database.dsn, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        assert await woken(event)
        await until_connected(notifier)
        event.clear()
        async with database.sessions.begin() as session:
            await tell(session, conversation)
        assert await woken(event)


async def test_notifications_during_the_check_are_not_lost(
    database: Database, notifier: Notifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "CHECK", 0.001)
    conversation = uuid.uuid4()
    with notifier.subscribe(conversation) as event:
        for _ in range(50):
            event.clear()
            async with database.sessions.begin() as session:
                await tell(session, conversation)
            assert await woken(event)


async def test_an_unreachable_database_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "BACKOFF", (0.01,))
    notifier = Notifier("host=127.0.0.1 port=1 dbname=x connect_timeout=2")
    running = asyncio.create_task(notifier.run())
    await asyncio.sleep(0.2)
    assert not running.done()
    assert not notifier.connected
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
