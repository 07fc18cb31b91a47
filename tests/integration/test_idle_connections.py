"""Connections that died while they lay idle are replaced before use; busy ones are not tried."""

from __future__ import annotations

from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from otklik import idle_connections
from otklik.database import make_engine
from tests.support.postgres import Database


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """An engine whose pool holds one used connection."""
    engine = make_engine(database.url)
    await backend_of(engine)
    yield engine
    await engine.dispose()


async def backend_of(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(text("SELECT pg_backend_pid()")) or 0)


def end_backend(database: Database, pid: int) -> None:
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


async def test_a_dead_idle_connection_is_replaced(
    engine: AsyncEngine, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_connections, "FRESH_SECONDS", 0.0)
    before = await backend_of(engine)
    end_backend(database, before)
    assert await backend_of(engine) != before


async def test_one_in_use_a_moment_ago_is_not_tried_and_heals_after_its_error(
    engine: AsyncEngine, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_connections, "FRESH_SECONDS", 60.0)
    before = await backend_of(engine)
    end_backend(database, before)
    with pytest.raises(OperationalError):
        await backend_of(engine)
    assert await backend_of(engine) != before


async def test_the_connection_used_last_is_used_next(engine: AsyncEngine) -> None:
    assert len({await backend_of(engine) for _ in range(5)}) == 1
