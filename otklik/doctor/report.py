"""Running the checks and showing what they found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from otklik.doctor import machine, stack, stores
from otklik.doctor.finding import Finding, Verdict, wrong

if TYPE_CHECKING:
    from otklik.doctor.finding import Check
    from otklik.settings import Settings

CHECKS: tuple[Check, ...] = (
    machine.check_python,
    machine.check_disk,
    machine.check_secrets,
    stores.check_encoder,
    stores.check_model,
    stores.check_database,
    stores.check_organisation,
    stack.check_processes,
    stack.check_engines,
    stack.check_channels,
)
COLOURS = {Verdict.GOOD: "green", Verdict.NOTE: "yellow", Verdict.WRONG: "red"}


def find(settings: Settings) -> Iterator[Finding]:
    """All findings, in the order of the table. A check that fails is a finding itself."""
    for check in CHECKS:
        try:
            yield from check(settings)
        except Exception as error:
            yield wrong(check.__name__, f"{type(error).__name__}: {error}", "report it with this line")


def run(settings: Settings, console: Console | None = None) -> bool:
    """Show the table; whether nothing is wrong (notes do not count)."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("", "", "what", "remedy"):
        table.add_column(heading, overflow="fold")
    all_good = True
    for finding in find(settings):
        all_good &= finding.verdict is not Verdict.WRONG
        colour = COLOURS[finding.verdict]
        table.add_row(
            f"[{colour}]{finding.verdict}[/]", finding.subject, _plain(finding.what), _plain(finding.remedy)
        )
    (console or Console()).print(table)
    return all_good


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
