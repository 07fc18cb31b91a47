"""The office's export into the table, and out of it through the registry's port."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.applications.importing import BadFile, import_csv
from actions.applications.postgres import PostgresRegistry
from actions.applications.state import State
from actions.database import Database as Reader
from tests.support.postgres import Database

SAMPLE = Path(__file__).resolve().parents[3] / "actions" / "applications" / "sample.csv"
HEAD = "number;service;state;state_at;access_code\n"


async def fill(database: Database, path: Path) -> tuple[int, int, list[tuple[int, str]]]:
    async with database.sessions() as session:
        report = await import_csv(session, path)
        await session.commit()
    return report.written, report.unchanged, [(bad.line, bad.what) for bad in report.bad]


async def test_the_sample_is_imported_and_found(database: Database) -> None:
    assert await fill(database, SAMPLE) == (10, 0, [])
    assert await fill(database, SAMPLE) == (0, 10, [])
    reader = Reader(database.url)
    registry = PostgresRegistry(reader)
    found = await registry.find("МFС 0001/2026–10002–1 от 19.11.2026")
    assert found is not None
    assert (found.state, found.state_text) == (State.READY, "Готов к выдаче")
    assert found.state_at.tzinfo is not None
    assert await registry.find("99/999999") is None
    assert await registry.find("не номер") is None
    await reader.close()


async def test_a_changed_line_changes_the_case(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(HEAD + "12/345678;Паспорт;in_progress;2026-11-01;\n", encoding="utf-8")
    await fill(database, path)
    path.write_text(HEAD + "12-345678;Паспорт;ready;2026-11-20;4821\n", encoding="utf-8")
    assert await fill(database, path) == (1, 0, [])
    reader = Reader(database.url)
    found = await PostgresRegistry(reader).find("12/345678")
    await reader.close()
    assert found is not None
    assert (found.state, found.access_code) == (State.READY, "4821")


async def test_bad_lines_are_named_and_the_rest_imported(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["12/345678;Паспорт;ready;2026-11-20;", "13/345678;Паспорт;done;2026-11-20;", ";;;;"]
    path.write_text("\ufeff" + HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    written, _, bad = await fill(database, path)
    assert written == 1
    assert [line for line, _ in bad] == [3, 4]
    assert "state" in bad[0][1]


async def test_two_lines_about_one_case_are_one_case(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["12/345678,Паспорт,ready,2026-11-20,", "12-345678,Паспорт,issued,2026-11-21,"]
    path.write_text(HEAD.replace(";", ",") + "\n".join(lines), encoding="utf-8")
    assert await fill(database, path) == (1, 0, [])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"number;service;state;state_at;surname\n", "surname"),
        (b"number;service\n", "state, state_at"),
        (b"", "number"),
        ("number;услуга".encode("cp1251"), "UTF-8"),
    ],
)
async def test_a_file_that_cannot_be_imported_is_refused(
    database: Database, tmp_path: Path, content: bytes, why: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=why):
        await fill(database, path)
    with pytest.raises(BadFile, match=r"missing\.csv"):
        await fill(database, tmp_path / "missing.csv")
