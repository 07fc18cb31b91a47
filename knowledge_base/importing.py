"""Files into versions: what changed gets a new version, what is gone is withdrawn."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.errors import ArticleError
from knowledge_base.folder import ReadArticle, read_folder
from knowledge_base.organisation import Organisation
from knowledge_base.store import notify
from knowledge_base.tables import ArticleRow, ArticleVersionRow, PassageRow


@dataclass
class ImportReport:
    """Slugs by what became of them, and every problem with file and line."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)  # their files are gone, or for others now
    kept_withdrawn: list[str] = field(default_factory=list)  # withdrawn by a person, file unchanged since
    elsewhere: list[str] = field(default_factory=list)  # for other regions or kinds of organisations
    errors: list[ArticleError] = field(default_factory=list)


async def import_articles(
    session: AsyncSession,
    folder: Path,
    organisation: Organisation,
    groups: Collection[str],
    *,
    complete: bool = True,
) -> ImportReport:
    """Bring the articles under `folder` into the database; the caller commits.

    With `complete` the folder is the whole knowledge base, so that articles without a file are
    withdrawn, and those for other regions or kinds of organisations. A broken file keeps its article as
    it was. Raises KnowledgeBaseError when the folder holds no article for this organisation.
    """
    content = read_folder(folder, organisation, groups)
    # Two imports at once would number the same version twice.
    await session.execute(text("select pg_advisory_xact_lock(hashtext('otklik_kb_import'))"))
    rows = {row.slug: row for row in await session.scalars(select(ArticleRow))}
    latest = await _latest_versions(session)
    report = ImportReport(errors=content.errors, elsewhere=content.elsewhere)
    for read in content.articles:
        slug = read.article.slug
        await _import_one(session, read, rows.get(slug), latest.get(slug), report)
    if complete:
        for slug in sorted(rows.keys() - content.slugs):
            if rows[slug].current_version_id is not None and rows[slug].withdrawn_at is None:
                # No current version: the file is gone. A person's withdrawal leaves it, see `store.withdraw`.
                rows[slug].current_version_id = None
                rows[slug].withdrawn_at = func.now()
                report.withdrawn.append(slug)
    await session.flush()
    await notify(session)
    return report


async def _latest_versions(session: AsyncSession) -> dict[str, ArticleVersionRow]:
    query = (
        select(ArticleVersionRow)
        .ext(distinct_on(ArticleVersionRow.slug))
        .order_by(ArticleVersionRow.slug, ArticleVersionRow.number.desc())
    )
    return {version.slug: version for version in await session.scalars(query)}


async def _import_one(
    session: AsyncSession,
    read: ReadArticle,
    row: ArticleRow | None,
    latest: ArticleVersionRow | None,
    report: ImportReport,
) -> None:
    slug = read.article.slug
    if row is None:
        row = ArticleRow(slug=slug, group=read.article.group)
        session.add(row)
        await session.flush()
        report.new.append(slug)
    elif row.withdrawn_at and row.current_version_id and latest is not None and latest.source == read.source:
        # A person took it out for what stands in the file: another phone number does not bring it back.
        report.kept_withdrawn.append(slug)
        return
    elif latest is not None and latest.content_hash == read.content_hash:
        await _refresh_passages(session, latest.id, read)
        if row.current_version_id is None:  # the file came back as it was
            row.current_version_id, row.withdrawn_at = latest.id, None
            report.changed.append(slug)
        else:
            report.unchanged.append(slug)
        return
    else:
        report.changed.append(slug)
    version = await _add_version(session, read, latest.number + 1 if latest else 1)
    row.group, row.current_version_id, row.withdrawn_at = read.article.group, version.id, None


async def _add_version(session: AsyncSession, read: ReadArticle, number: int) -> ArticleVersionRow:
    article = read.article
    version = ArticleVersionRow(
        slug=article.slug,
        number=number,
        title=article.title,
        content_hash=read.content_hash,
        source=read.source,
        parsed=article.to_json(),
        valid_from=article.valid_from,
        valid_until=article.valid_until,
        hand_over=article.hand_over,
    )
    session.add(version)
    await session.flush()
    _add_passages(session, version.id, read)
    return version


async def _refresh_passages(session: AsyncSession, version_id: int, read: ReadArticle) -> None:
    """Cut an unchanged article anew when the way of cutting has changed."""
    query = select(PassageRow.kind, PassageRow.text_hash).where(PassageRow.version_id == version_id)
    stored = [tuple(row) for row in await session.execute(query.order_by(PassageRow.ordinal))]
    if stored != [(passage.kind, passage.text_hash) for passage in read.passages]:
        await session.execute(delete(PassageRow).where(PassageRow.version_id == version_id))
        _add_passages(session, version_id, read)


def _add_passages(session: AsyncSession, version_id: int, read: ReadArticle) -> None:
    session.add_all(
        PassageRow(
            version_id=version_id,
            ordinal=passage.ordinal,
            kind=passage.kind,
            text=passage.text,
            text_hash=passage.text_hash,
        )
        for passage in read.passages
    )
