"""The registry's deadline, and what is told when the database is away."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from actions.applications.postgres import PostgresRegistry
from actions.applications.registry import RegistryDown, RegistrySlow
from actions.database import Database as Reader
from evaluation.ports import free_port
from tests.support.postgres import Database


async def test_a_slow_table_is_given_up(database: Database) -> None:
    reader = Reader(database.url)
    async with database.sessions() as session:
        await session.execute(text("LOCK TABLE applications IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(RegistrySlow):
            await PostgresRegistry(reader, deadline_s=0.3).find("12/345678")
    assert await PostgresRegistry(reader).find("12/345678") is None
    await reader.close()


async def test_a_statement_is_ended_by_the_server_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.database.OPTIONS", "-c statement_timeout=200")
    reader = Reader(database.url)
    async with database.sessions() as session:
        await session.execute(text("LOCK TABLE applications IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(RegistrySlow):
            await PostgresRegistry(reader).find("12/345678")
    await reader.close()


async def test_nobody_there() -> None:
    reader = Reader(f"postgresql://otklik@127.0.0.1:{free_port()}/nothing")
    with pytest.raises(RegistryDown):
        await PostgresRegistry(reader).find("12/345678")
    await reader.close()


async def test_actions_cannot_write(database: Database) -> None:
    reader = Reader(database.url)
    async with reader.session() as session:
        with pytest.raises(DBAPIError, match="read-only"):
            await session.execute(text("DELETE FROM applications"))
    await reader.close()
