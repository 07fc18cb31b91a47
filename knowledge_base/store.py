"""Articles in PostgreSQL: read one, withdraw one, write them back as files."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.article import Article
from knowledge_base.tables import ArticleRow, ArticleVersionRow

NOTIFY_CHANNEL = "otklik_kb"


async def notify(session: AsyncSession) -> None:
    """Tell every index, when the transaction commits, that what it holds is out of date."""
    await session.execute(text("select pg_notify(:channel, '')"), {"channel": NOTIFY_CHANNEL})


async def current_article(session: AsyncSession, slug: str, today: date) -> Article | None:
    """The article as citizens may be shown it today; None when unknown, withdrawn or out of its dates."""
    query = (
        select(ArticleVersionRow.parsed)
        .join(ArticleRow, ArticleRow.current_version_id == ArticleVersionRow.id)
        .where(ArticleRow.slug == slug, ArticleRow.withdrawn_at.is_(None))
    )
    parsed = await session.scalar(query)
    if parsed is None:
        return None
    article = Article.from_json(parsed)
    return article if article.holds_on(today) else None


async def withdraw(session: AsyncSession, slug: str) -> bool:
    """Show the article to nobody until its file changes; False when it was not shown anyway.

    The current version stays in place: this is how the import knows that a person did it, and does
    not bring the article back because its file is still there. The caller commits.
    """
    query = (
        update(ArticleRow)
        .where(
            ArticleRow.slug == slug,
            ArticleRow.withdrawn_at.is_(None),
            ArticleRow.current_version_id.is_not(None),
        )
        .values(withdrawn_at=func.now())
        .returning(ArticleRow.slug)
    )
    done = await session.scalar(query) is not None
    await notify(session)
    return done


async def export_articles(session: AsyncSession, folder: Path) -> list[Path]:
    """Write every current article, as its author wrote it, to `folder/<group>/<slug>.md`."""
    query = (
        select(ArticleRow.group, ArticleRow.slug, ArticleVersionRow.source)
        .join(ArticleVersionRow, ArticleRow.current_version_id == ArticleVersionRow.id)
        .where(ArticleRow.withdrawn_at.is_(None))
        .order_by(ArticleRow.group, ArticleRow.slug)
    )
    files = [(folder / group / f"{slug}.md", source) for group, slug, source in await session.execute(query)]
    for path, source in files:
        _write(path, source)
    return [path for path, _ in files]


def _write(path: Path, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8", newline="\n")
