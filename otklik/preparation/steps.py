"""The steps of the set-up, in order, each quick when there is nothing to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from otklik import database, embedded, knowledge, training
from otklik.preparation.encoder import build_encoder, is_encoder_ready
from otklik.preparation.registry import import_sample

if TYPE_CHECKING:
    from otklik.settings import Settings

Tell = Callable[[str], None]

# A step that took less is not worth a line.
WORTH_SAYING_SECONDS = 2.0
# Rasa's own lines are long.
SHOWN = 90


@dataclass(frozen=True)
class Step:
    """One step; `run` returns what there is to say about it, if anything."""

    title: str
    run: Callable[[Settings, Tell], str | None]


def build_the_encoder(settings: Settings, tell: Tell) -> str | None:
    """Download and convert the default encoder's weights."""
    if is_encoder_ready(settings):
        return None
    build_encoder(settings, tell)
    return "built"


def upgrade_the_schema(settings: Settings, _: Tell) -> str | None:
    """Bring the database's schema to the newest revision."""
    return "upgraded" if database.upgrade(embedded.url(settings)) else None


def import_the_articles(settings: Settings, tell: Tell) -> str | None:
    """Import articles and encode their passages."""
    report = knowledge.refresh(settings, tell)
    said = [
        f"{len(slugs)} {what}"
        for what, slugs in (("new", report.new), ("changed", report.changed), ("withdrawn", report.withdrawn))
        if slugs
    ]
    said += [f"\n  {error}" for error in report.errors]
    return ", ".join(said) or None


def fill_the_registry(settings: Settings, _: Tell) -> str | None:
    """Import the sample of applications into an empty registry."""
    count = import_sample(settings)
    return f"{count} sample applications" if count else None


def train_the_model(settings: Settings, tell: Tell) -> str | None:
    """Train the Rasa model."""
    known = training.is_known(settings)
    training.train(settings, tell=tell)
    return None if known else "trained"


WITHOUT_DATABASE = (
    Step("encoder of meanings", build_the_encoder),
    Step("Rasa model", train_the_model),
)
WITH_DATABASE = (
    Step("database schema", upgrade_the_schema),
    Step("articles", import_the_articles),
    Step("registry of applications", fill_the_registry),
)


def run_steps(steps: tuple[Step, ...], settings: Settings, console: Console) -> None:
    """Run the steps with a spinner and the last line of each. Raises what a step raises."""
    for step in steps:
        began = time.monotonic()
        with console.status(step.title) as status:

            def tell(line: str, title: str = step.title) -> None:
                status.update(f"{title}: {escape(line[:SHOWN])}")

            said = step.run(settings, tell)
        seconds = time.monotonic() - began
        if said or seconds > WORTH_SAYING_SECONDS:
            console.print(f"✓ {step.title}: {escape(said or 'checked')} [dim]({seconds:.0f} s)[/dim]")
