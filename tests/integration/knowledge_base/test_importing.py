"""Import into a real database: versions, withdrawals, broken files, notifications."""

import asyncio
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.importing import ImportReport, import_articles
from knowledge_base.organisation import Organisation
from knowledge_base.store import current_article, export_articles, withdraw
from knowledge_base.tables import ArticleVersionRow, PassageRow
from tests.support.postgres import Database
from tests.unit.knowledge_base.samples import ARTICLE, GROUPS, ORGANISATION, TODAY, write_article

CHANGED = ARTICLE.replace("бесплатно", "за один день")


async def run_import(
    database: Database, folder: Path, *, complete: bool = True, organisation: Organisation = ORGANISATION
) -> ImportReport:
    async with database.sessions() as session, session.begin():
        return await import_articles(session, folder, organisation, GROUPS, complete=complete)


async def short_answer(database: Database, slug: str = "snils") -> str | None:
    async with database.sessions() as session:
        article = await current_article(session, slug, TODAY)
        return article.short_answer if article else None


async def take_out(database: Database, slug: str) -> bool:
    async with database.sessions() as session, session.begin():
        return await withdraw(session, slug)


async def versions(database: Database) -> int:
    async with database.sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(ArticleVersionRow)) or 0)


async def test_new_unchanged_changed(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path)
    assert (await run_import(database, tmp_path)).new == ["snils"]
    assert (await run_import(database, tmp_path)).unchanged == ["snils"]
    assert await versions(database) == 1
    write_article(tmp_path, text=CHANGED)
    assert (await run_import(database, tmp_path)).changed == ["snils"]
    assert await short_answer(database) == "СНИЛС оформляют за один день. Телефон: 8 (800) 000-00-00."
    assert await versions(database) == 2


async def test_changed_fact_makes_a_version(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path)
    await run_import(database, tmp_path)
    moved = Organisation({**ORGANISATION.facts, "organisation.phone": "112"}, {})
    assert (await run_import(database, tmp_path, organisation=moved)).changed == ["snils"]
    assert await short_answer(database) == "СНИЛС оформляют бесплатно. Телефон: 112."


async def test_broken_file_is_named_and_keeps_its_article(database: Database, tmp_path: Path) -> None:
    path = write_article(tmp_path)
    await run_import(database, tmp_path)
    path.write_text(CHANGED.replace("reviewed: 2026-11-21", "reviewed: вчера"), encoding="utf-8")
    write_article(tmp_path, "snils-child")
    report = await run_import(database, tmp_path)
    assert report.new == ["snils-child"]
    assert report.withdrawn == []
    assert str(report.errors[0]).startswith(f"{path}:9: ")
    assert await short_answer(database) == "СНИЛС оформляют бесплатно. Телефон: 8 (800) 000-00-00."


async def test_gone_and_back(database: Database, tmp_path: Path) -> None:
    path = write_article(tmp_path)
    write_article(tmp_path, "other")
    await run_import(database, tmp_path)
    path.unlink()
    assert (await run_import(database, tmp_path, complete=False)).withdrawn == []
    assert await short_answer(database) is not None
    assert (await run_import(database, tmp_path)).withdrawn == ["snils"]
    assert await short_answer(database) is None
    assert (await run_import(database, tmp_path)).withdrawn == []
    write_article(tmp_path)
    assert (await run_import(database, tmp_path)).changed == ["snils"]
    assert await short_answer(database) is not None
    assert await versions(database) == 2  # one of each article: nothing new was said


async def test_what_a_person_withdrew_stays_so_until_its_file_changes(
    database: Database, tmp_path: Path
) -> None:
    write_article(tmp_path)
    await run_import(database, tmp_path)
    assert await take_out(database, "snils")
    assert not await take_out(database, "snils")
    assert not await take_out(database, "unknown")
    assert await short_answer(database) is None
    assert (await run_import(database, tmp_path)).kept_withdrawn == ["snils"]
    assert await short_answer(database) is None
    write_article(tmp_path, text=CHANGED)
    assert (await run_import(database, tmp_path)).changed == ["snils"]
    assert await short_answer(database) is not None


async def test_out_of_dates(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path, "old", ARTICLE.replace("reviewed:", "valid_until: 2026-11-20\nreviewed:"))
    write_article(tmp_path, "new", ARTICLE.replace("reviewed:", "valid_from: 2026-11-22\nreviewed:"))
    await run_import(database, tmp_path)
    assert await short_answer(database, "old") is None
    assert await short_answer(database, "new") is None
    assert await short_answer(database, "unknown") is None


async def test_empty_folder_empties_nothing(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path / "good")
    await run_import(database, tmp_path / "good")
    with pytest.raises(KnowledgeBaseError):
        await run_import(database, tmp_path / "nowhere")
    assert await short_answer(database) is not None


async def test_round_trip(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path / "in")
    write_article(tmp_path / "in", "tax", CHANGED, group="payments")
    await run_import(database, tmp_path / "in")
    async with database.sessions() as session:
        written = await export_articles(session, tmp_path / "out")
    assert [path.relative_to(tmp_path / "out").as_posix() for path in written] == [
        "documents/snils.md",
        "payments/tax.md",
    ]
    assert written[0].read_text(encoding="utf-8") == ARTICLE
    report = await run_import(database, tmp_path / "out")
    assert report.unchanged == ["snils", "tax"]


async def test_another_way_of_cutting_passages_is_no_new_version(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path)
    await run_import(database, tmp_path)
    async with database.sessions() as session, session.begin():
        passage = await session.scalar(select(PassageRow).where(PassageRow.ordinal == 0))
        assert passage is not None
        passage.text, passage.text_hash = "как резали раньше", "0"
    assert (await run_import(database, tmp_path)).unchanged == ["snils"]
    async with database.sessions() as session:
        texts = list(await session.scalars(select(PassageRow.text).order_by(PassageRow.ordinal)))
    assert texts[0] == "Как получить СНИЛС?"
    assert len(texts) == 6


async def test_two_imports_at_once(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path)
    reports = await asyncio.gather(*(run_import(database, tmp_path) for _ in range(4)))
    assert sum(len(report.new) for report in reports) == 1
    assert await versions(database) == 1


async def test_indexes_are_told_at_the_commit(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path)
    with psycopg.connect(database.dsn, autocommit=True) as listener:
        listener.execute("listen otklik_kb")
        async with database.sessions() as session:
            await import_articles(session, tmp_path, ORGANISATION, GROUPS)
            assert list(listener.notifies(timeout=0.1, stop_after=1)) == []
            await session.commit()
        assert len(list(listener.notifies(timeout=5, stop_after=1))) == 1


async def test_an_article_of_another_region_is_left_out(database: Database, tmp_path: Path) -> None:
    theirs = ARTICLE.replace("reviewed:", "regions: [Степной край]\nreviewed:")
    write_article(tmp_path, "ours", ARTICLE.replace("reviewed:", "regions: [Приозёрский край]\nreviewed:"))
    write_article(tmp_path, "moved")
    here = Organisation({**ORGANISATION.facts, "organisation.region": "Приозёрский край"}, {})
    assert (await run_import(database, tmp_path, organisation=here)).new == ["moved", "ours"]
    write_article(tmp_path, "moved", theirs)
    write_article(tmp_path, "theirs", theirs)
    report = await run_import(database, tmp_path, organisation=here)
    assert (report.elsewhere, report.withdrawn) == (["moved", "theirs"], ["moved"])
    assert await short_answer(database, "ours") is not None
    assert await short_answer(database, "moved") is None
    assert await short_answer(database, "theirs") is None


async def test_what_a_person_withdrew_is_not_brought_back_by_another_fact(
    database: Database, tmp_path: Path
) -> None:
    write_article(tmp_path)
    await run_import(database, tmp_path)
    assert await take_out(database, "snils")
    moved = Organisation({**ORGANISATION.facts, "organisation.phone": "112"}, {})
    assert (await run_import(database, tmp_path, organisation=moved)).kept_withdrawn == ["snils"]
    assert await short_answer(database) is None


async def test_a_withdrawal_outlives_a_region_told_wrong_for_a_while(
    database: Database, tmp_path: Path
) -> None:
    write_article(tmp_path, "snils", ARTICLE.replace("reviewed:", "regions: [Приозёрский край]\nreviewed:"))
    write_article(tmp_path, "inn")
    here = Organisation({**ORGANISATION.facts, "organisation.region": "Приозёрский край"}, {})
    wrong = Organisation({**ORGANISATION.facts, "organisation.region": "Степной край"}, {})
    await run_import(database, tmp_path, organisation=here)
    assert await take_out(database, "snils")
    assert (await run_import(database, tmp_path, organisation=wrong)).withdrawn == []
    assert (await run_import(database, tmp_path, organisation=here)).kept_withdrawn == ["snils"]
    assert await short_answer(database) is None
