"""The knowledge base as actions read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from actions.database import Database as Reader
from actions.knowledge import PostgresLibrary
from knowledge_base.importing import import_articles
from knowledge_base.organisation import load_groups, load_organisation
from knowledge_base.store import withdraw
from tests.support.postgres import Database

CONTENT = Path(__file__).resolve().parents[3] / "knowledge_base"
TODAY = date(2026, 11, 21)


async def test_articles_and_groups_are_read_as_they_stand_now(database: Database) -> None:
    async with database.sessions() as session:
        organisation, groups = (
            load_organisation(CONTENT / "organisation.yml"),
            load_groups(CONTENT / "groups.yml"),
        )
        await import_articles(session, CONTENT / "articles", organisation, groups)
        await session.commit()
    reader = Reader(database.url)
    library = PostgresLibrary(reader)
    found = await library.article("snils", TODAY)
    assert found is not None
    assert found.title
    topics = await library.topics("status", TODAY)
    assert "status-check-how" in {topic.slug for topic in topics}
    assert [topic.title for topic in topics] == sorted(topic.title for topic in topics)
    assert list(library.groups) == list(groups)
    async with database.sessions() as session:
        await withdraw(session, "status-check-how")
        await session.commit()
    assert await library.article("status-check-how", TODAY) is None
    assert "status-check-how" not in {topic.slug for topic in await library.topics("status", TODAY)}
    assert await library.topics("nonsense", TODAY) == []
    await reader.close()
