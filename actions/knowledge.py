"""The knowledge base as actions read it: one article, the articles of a group, the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from actions.database import Database
from knowledge_base.article import Article, holds
from knowledge_base.organisation import load_groups
from knowledge_base.store import current_article
from knowledge_base.tables import ArticleRow, ArticleVersionRow

GROUPS = Path(__file__).resolve().parent.parent / "knowledge_base" / "groups.yml"


@dataclass(frozen=True)
class Topic:
    """An article by its name and title."""

    slug: str
    title: str


class Library(Protocol):
    """What can be looked up."""

    @property
    def groups(self) -> dict[str, str]:
        """Group -> title as citizens see it, in the order of the menu."""
        ...

    async def article(self, slug: str, today: date) -> Article | None:
        """The article as it may be shown today, or None."""
        ...

    async def topics(self, group: str, today: date) -> list[Topic]:
        """Articles of a group that may be shown today, by title."""
        ...


class PostgresLibrary:
    """The knowledge base in PostgreSQL. Errors of the database pass: the turn is repeated."""

    def __init__(self, database: Database, groups: Path = GROUPS) -> None:
        self._database = database
        self._groups_file = groups

    @cached_property
    def groups(self) -> dict[str, str]:
        """Read from groups.yml once."""
        return load_groups(self._groups_file)

    async def article(self, slug: str, today: date) -> Article | None:
        """See `Library`."""
        async with self._database.session() as session:
            return await current_article(session, slug, today)

    async def topics(self, group: str, today: date) -> list[Topic]:
        """See `Library`."""
        query = (
            select(
                ArticleRow.slug,
                ArticleVersionRow.title,
                ArticleVersionRow.valid_from,
                ArticleVersionRow.valid_until,
            )
            .join(ArticleVersionRow, ArticleRow.current_version_id == ArticleVersionRow.id)
            .where(ArticleRow.group == group, ArticleRow.withdrawn_at.is_(None))
            .order_by(ArticleVersionRow.title)
        )
        async with self._database.session() as session:
            rows = (await session.execute(query)).all()
        return [Topic(slug, title) for slug, title, first, last in rows if holds(first, last, today)]
