"""Starting, watching and stopping the processes of the stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from otklik.settings import Settings


def up(settings: Settings, names: Sequence[str] = (), console: Console | None = None) -> int:
    """Run the named processes, or all, in the foreground until Ctrl-C or SIGTERM (0). Raises `Problem`."""
    # Each process is a module of this package: what only `up` needs is not loaded into all of them.
    from otklik.processes.run import run

    run(settings, names, console)
    return 0
