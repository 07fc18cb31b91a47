"""`kb withdraw` on a real database, and what `kb import` says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from knowledge_base.importing import ImportReport, import_articles
from knowledge_base.store import NOTIFY_CHANNEL, current_article
from otklik import knowledge
from otklik.cli import app
from otklik.settings import load
from tests.support.postgres import Database
from tests.unit.knowledge_base.samples import ARTICLE, GROUPS, ORGANISATION, TODAY, write_article


@pytest.fixture(autouse=True)
def _settings(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("OTKLIK_DATA_DIR", str(tmp_path / "data"))
    load.cache_clear()  # read once a process, and this process has many databases
    yield
    load.cache_clear()


def kb(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["kb", *arguments])


def bring_in(database: Database, folder: Path, text: str = ARTICLE) -> ImportReport:
    async def run() -> ImportReport:
        async with database.sessions.begin() as session:
            return await import_articles(session, folder, ORGANISATION, GROUPS)

    write_article(folder, text=text)
    return asyncio.run(run())


def is_shown(database: Database) -> bool:
    async def run() -> bool:
        async with database.sessions() as session:
            return await current_article(session, "snils", TODAY) is not None

    return asyncio.run(run())


def test_a_withdrawn_article_is_shown_no_more_and_engines_are_told(
    database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path / "articles")
    with psycopg.connect(database.dsn, autocommit=True) as listener:
        listener.execute(f"listen {NOTIFY_CHANNEL}".encode())
        result = kb("withdraw", "snils")
        assert len(list(listener.notifies(timeout=5, stop_after=1))) == 1
    assert result.exit_code == 0
    assert "snils: withdrawn; running engines follow at once" in result.stdout
    assert "knowledge_base/articles/documents/snils.md" in result.stdout
    assert not is_shown(database)


def test_the_way_back_is_the_one_it_names(database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path / "articles")
    kb("withdraw", "snils")
    again = kb("withdraw", "snils")
    assert again.exit_code == 0
    assert "not shown anyway" in again.stdout
    assert bring_in(database, tmp_path / "articles").kept_withdrawn == ["snils"]
    assert not is_shown(database)
    bring_in(database, tmp_path / "articles", ARTICLE.replace("reviewed: 2026-11-21", "reviewed: 2026-11-22"))
    assert is_shown(database)


@pytest.mark.parametrize(("slug", "remedy"), [("snlis", "perhaps it is snils"), ("что-то", "without .md")])
def test_an_unknown_article_is_one_line(database: Database, tmp_path: Path, slug: str, remedy: str) -> None:
    bring_in(database, tmp_path / "articles")
    result = kb("withdraw", slug)
    assert result.exit_code == 1
    assert f"there is no article {slug}" in result.stderr
    assert remedy in result.stderr
    assert is_shown(database)


def test_an_import_names_what_it_left_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "refresh", lambda *_: ImportReport(kept_withdrawn=["snils"]))
    result = kb("import")
    assert result.exit_code == 0
    assert "snils: withdrawn by hand" in result.stderr
    assert result.stdout.startswith("0 new, 0 changed")
