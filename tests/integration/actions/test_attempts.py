"""The action server reads the count, and cannot raise it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from actions.applications.attempts import PostgresAttempts
from actions.applications.importing import import_csv
from actions.applications.postgres import PostgresRegistry
from actions.database import Database as Reader
from escalation.code_attempts import Left, spend
from evaluation.ports import free_port
from tests.support.postgres import Database
from tests.support.processes import ROOT

SAMPLE: Path = ROOT / "actions" / "applications" / "sample.csv"


async def test_what_was_counted_is_read(database: Database) -> None:
    reader = Reader(database.url)
    attempts = PostgresAttempts(reader)
    assert await attempts.left("7", "a") == Left()
    async with database.sessions.begin() as session:
        await spend(session, "7", "a", right=False)
    assert await attempts.left("7", "b") == Left(Left().case - 1)
    assert await attempts.left(None, "a") == Left(conversation=Left().conversation - 1)
    async with reader.session() as session:
        with pytest.raises(DBAPIError, match="read-only"):
            await spend(session, "7", "a", right=False)
    await reader.close()


async def test_without_a_count_there_is_no_answer() -> None:
    reader = Reader(f"postgresql://otklik@127.0.0.1:{free_port()}/nothing")
    with pytest.raises(DBAPIError):
        await PostgresAttempts(reader).left("7", "a")
    await reader.close()


async def test_a_case_keeps_its_id_however_its_number_is_typed_and_imported_anew(database: Database) -> None:
    reader = Reader(database.url)
    registry = PostgresRegistry(reader)
    ids = set()
    for typed in ("MFC-0003/2026-10004-1", "0003-2026-10004-1", "№ МFС–0003/2026-10004-1 от 20.11.2026"):
        async with database.sessions.begin() as session:
            await import_csv(session, SAMPLE)
        found = await registry.find(typed)
        assert found is not None
        ids.add(found.id)
        assert "10004" not in found.id
    other = await registry.find("20260001")
    assert other is not None
    assert len(ids | {other.id}) == 2
    await reader.close()
