"""`registry import`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from actions.applications.importing import BadFile, Report, import_csv
from otklik import embedded
from otklik.composition import open_stores
from otklik.problem import Problem
from otklik.settings import Settings, load


def import_(
    file: Annotated[Path, typer.Argument(help="CSV export of applications; see the shipped sample.csv.")],
) -> None:
    """Insert or update the applications of a file; bad lines are named and left out."""
    settings = load()
    with embedded.running(settings):
        try:
            report = asyncio.run(_import(settings, file))
        except BadFile as error:
            raise Problem(str(error), "correct the file and repeat") from error
    for bad in report.bad:
        typer.echo(f"{file}:{bad.line}: {bad.what}", err=True)
    typer.echo(f"{report.written} written, {report.unchanged} unchanged, {len(report.bad)} left out")
    if report.bad:
        raise typer.Exit(2)


async def _import(settings: Settings, file: Path) -> Report:
    async with open_stores(settings, connections=1) as stores, stores.sessions.begin() as session:
        return await import_csv(session, file)
