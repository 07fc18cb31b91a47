"""`kb import|search|export|check`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import httpx
import typer

from knowledge_base.store import export_articles
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
        return await export_articles(session, folder)


def check() -> None:
    """Find missing fields, dead placeholders, near-duplicates, questions answered better elsewhere."""
    findings = check_content(load())
    for finding in findings:
        typer.echo(str(finding))
    typer.echo(f"{len(findings)} findings")
    if findings:
        raise typer.Exit(2)
