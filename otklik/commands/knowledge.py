"""`kb import|search|export|withdraw|check`."""

from __future__ import annotations

import asyncio
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import httpx
import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base import store
from knowledge_base.tables import ArticleRow
from otklik import embedded, knowledge
from otklik.composition import open_stores
from otklik.content import check_content
from otklik.database import upgrade
from otklik.problem import Problem
from otklik.settings import Settings, load


def import_() -> None:
    """Import the articles under knowledge_base/articles; a running engine takes them up at once."""
    settings = load()
    with embedded.running(settings) as address:
        upgrade(address)
        report = knowledge.refresh(settings, lambda line: typer.echo(line, err=True))
    for error in report.errors:
        typer.echo(str(error), err=True)
    for slug in report.kept_withdrawn:
        typer.echo(f"{slug}: withdrawn by hand, stays so until it changes", err=True)
    if report.elsewhere:
        typer.echo(f"for other regions or kinds of organisations: {', '.join(report.elsewhere)}", err=True)
    typer.echo(
        f"{len(report.new)} new, {len(report.changed)} changed, {len(report.unchanged)} unchanged,"
        f" {len(report.withdrawn)} withdrawn, {len(report.errors)} broken"
    )
    if report.errors:
        raise typer.Exit(2)


def search(text: Annotated[str, typer.Argument(help="A question in Russian.")]) -> None:
    """Show what the running engine finds, best first, with its scores."""
    settings = load()
    url = f"{settings.engines[0]}/webhooks/turn/parse"
    try:
        parsed = httpx.post(url, json={"text": text}, timeout=10).raise_for_status().json()
    except httpx.HTTPError as error:
        raise Problem(
            f"the dialogue engine does not answer at {settings.engines[0]} ({type(error).__name__})",
            "start it with `otklik up`",
        ) from error
    typer.echo(f"intent {parsed['intent']} {parsed['confidence']:.2f}")
    for hit in parsed["candidates"]:
        typer.echo(f"{hit['score']:.3f}  {hit['article']}  {hit.get('title', '')}")


def export(
    folder: Annotated[Path, typer.Argument(help="Where the Markdown files are written.")],
) -> None:
    """Write the current articles to a folder, as they were imported."""
    settings = load()
    with embedded.running(settings):
        paths = asyncio.run(_export(settings, folder))
    typer.echo(f"{len(paths)} articles in {folder}")


async def _export(settings: Settings, folder: Path) -> list[Path]:
    async with open_stores(settings, connections=1) as stores, stores.sessions() as session:
        return await store.export_articles(session, folder)


def withdraw(
    slug: Annotated[str, typer.Argument(help="The article's name: its file without .md.")],
) -> None:
    """Answer from an article no more; running engines follow at once."""
    settings = load()
    with embedded.running(settings):
        group, done = asyncio.run(_withdraw(settings, slug))
    if not done:
        typer.echo(f"{slug}: not shown anyway, nothing was changed")
        return
    typer.echo(f"{slug}: withdrawn; running engines follow at once, nothing is to be restarted")
    typer.echo(
        "Citizens who ask get another article that fits, or an honest no and a person;"
        " an old button to it says that the answer no longer holds."
    )
    typer.echo(
        f"To bring it back: change knowledge_base/articles/{group}/{slug}.md, be it only `reviewed`,"
        " and run `otklik kb import`; an unchanged article stays withdrawn."
    )


async def _withdraw(settings: Settings, slug: str) -> tuple[str, bool]:
    """The article's group, and whether it was shown until now. Raises `Problem` when there is none."""
    async with open_stores(settings, connections=1) as stores, stores.sessions.begin() as session:
        group = await session.scalar(select(ArticleRow.group).where(ArticleRow.slug == slug))
        if group is None:
            raise Problem(f"there is no article {slug}", await _hint(session, slug))
        return group, await store.withdraw(session, slug)


async def _hint(session: AsyncSession, slug: str) -> str:
    near = get_close_matches(slug, await session.scalars(select(ArticleRow.slug).order_by(ArticleRow.slug)))
    if near:
        return f"perhaps it is {' or '.join(near)}"
    return "take the name of its file under knowledge_base/articles, without .md"


def check() -> None:
    """Find missing fields, dead placeholders, near-duplicates, questions answered better elsewhere."""
    findings = check_content(load())
    for finding in findings:
        typer.echo(str(finding))
    typer.echo(f"{len(findings)} findings")
    if findings:
        raise typer.Exit(2)
