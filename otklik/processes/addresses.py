"""The short table of addresses that is shown once everything runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from otklik.processes.first_operator import FirstOperator
    from otklik.processes.program import Program
    from otklik.settings import Settings


def make_table(settings: Settings, programs: Sequence[Program], operator: FirstOperator | None) -> Table:
    """Who opens what. `operator` is given while its one-time password waits to be changed."""
    running = {program.name for program in programs}
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    if "gateway" in running:
        if settings.demo_page:
            table.add_row("Citizen's page", f"{settings.gateway_url}/")
        table.add_row("Health", f"{settings.gateway_url}/health")
    if "console" in running:
        table.add_row("Operators' page", f"http://{settings.console_host}:{settings.console_port}/")
    if operator is not None:
        table.add_row("", f"sign in as {operator.login} with the one-time password {operator.password}")
    return table
