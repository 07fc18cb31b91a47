"""`up`, `train`, `doctor`, `db upgrade`."""

from __future__ import annotations

from typing import Annotated

import typer

from otklik import database, embedded, processes, training
from otklik import doctor as checks
from otklik.settings import load


def up(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[PROCESS…]", help="Only these; all when none is named.")
    ] = None,
) -> None:
    """Set up what is missing, start the processes, stay in the foreground with their logs."""
    raise typer.Exit(processes.up(load(), names or []))


def train(force: Annotated[bool, typer.Option(help="Train even when nothing changed.")] = False) -> None:
    """Train the dialogue engine's model."""
    typer.echo(str(training.train(load(), force=force, tell=lambda line: typer.echo(line, err=True))))


def doctor() -> None:
    """Check everything; exit code 1 when something is wrong."""
    raise typer.Exit(0 if checks.run(load()) else 1)


def upgrade() -> None:
    """Bring the schema to the newest revision."""
    settings = load()
    with embedded.running(settings) as address:
        changed = database.upgrade(address)
    typer.echo("upgraded" if changed else "up to date")
