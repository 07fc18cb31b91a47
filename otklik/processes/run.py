"""`otklik up`: set everything up, start the processes, show their logs, stop them in order."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from otklik import database, embedded
from otklik.preparation.steps import WITH_DATABASE, WITHOUT_DATABASE, run_steps
from otklik.problem import Problem
from otklik.processes.addresses import make_table
from otklik.processes.configuration import Places
from otklik.processes.environment import child_environment
from otklik.processes.first_operator import recall_first_operator
from otklik.processes.logs import Follower
from otklik.processes.ports import check_ports
from otklik.processes.program import Program, choose_programs
from otklik.processes.readiness import wait_until_ready
from otklik.processes.supervisor import Supervisor
from otklik.settings import ROOT

if TYPE_CHECKING:
    from otklik.settings import Settings

LOOK_SECONDS = 0.3
COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "red")


def run(settings: Settings, names: Sequence[str] = (), console: Console | None = None) -> None:
    """Run the named processes, or all, in the foreground until Ctrl-C or SIGTERM.

    With no name all of the set-up is done first. With names only the schema is brought up to date, so
    that a second machine needs nothing but the model and the address of the database. Raises `Problem`.
    """
    console = console or Console()
    programs = choose_programs(settings, names)
    places = Places(ROOT, settings.data_dir.absolute(), "-".join(names) or "all")
    supervisor = Supervisor(places, programs)
    if supervisor.is_running():
        raise Problem("Otklik is running here already", "stop it (Ctrl-C in its terminal), then repeat")
    _end_orphaned_server(settings, programs)
    check_ports(programs)
    with _stop_on_signals():
        try:
            _start(settings, programs, supervisor, console, everything=not names)
            _show_logs(supervisor, console)
        except KeyboardInterrupt:
            console.print()
        finally:
            _stop(supervisor, console)


def _end_orphaned_server(settings: Settings, programs: Sequence[Program]) -> None:
    """A server left by a supervisor that was killed would hold the port and the data directory."""
    if any(program.name == "postgres" for program in programs):
        embedded.stop(settings)


def _start(
    settings: Settings,
    programs: Sequence[Program],
    supervisor: Supervisor,
    console: Console,
    *,
    everything: bool,
) -> None:
    if everything:
        run_steps(WITHOUT_DATABASE[:1], settings, console)
    supervisor.launch(child_environment(settings))
    rest = list(programs)
    if settings.database_url is None:
        if rest[0].name == "postgres":
            supervisor.start(rest.pop(0).name)
        server = embedded.server(settings)
        with console.status("PostgreSQL"):
            server.wait_until_ready()
            server.create_database(embedded.DATABASE)
    if everything:
        run_steps(WITH_DATABASE + WITHOUT_DATABASE[1:], settings, console)
    elif rest:
        database.upgrade(embedded.url(settings))
    follower_start = time.monotonic()
    for program in rest:
        supervisor.start(program.name)
    with console.status("starting") as status:
        wait_until_ready(
            rest, supervisor.places.log, lambda waiting: status.update(f"starting: {waiting}"),
            is_alive=supervisor.is_alive,
        )  # fmt: skip
    console.print(f"✓ processes: {len(programs)} [dim]({time.monotonic() - follower_start:.0f} s)[/dim]")
    operator = recall_first_operator(settings) if any(p.name == "console" for p in rest) else None
    console.print(make_table(settings, programs, operator))
    console.print("Ctrl-C stops everything. The logs follow; they are kept in", str(supervisor.places.logs))


def _show_logs(supervisor: Supervisor, console: Console) -> None:
    """Print new lines of all logs until interrupted. Raises `Problem` when the supervisor dies."""
    names = [program.name for program in supervisor.programs]
    colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(names)}
    width = max(map(len, names))
    follower = Follower({name: supervisor.places.log(name) for name in names})
    while supervisor.is_alive():
        for name, line in follower.read():
            console.print(f"[{colours[name]}]{name:<{width}}[/]", end=" ", highlight=False)
            console.print(line, markup=False, highlight=False, soft_wrap=True, emoji=False)
        time.sleep(LOOK_SECONDS)
    raise Problem("the supervisor ended by itself", f"read {supervisor.places.log('supervisord')}")


def _stop(supervisor: Supervisor, console: Console) -> None:
    """Stop everything; further signals do not cut it short."""
    if not supervisor.is_alive():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with console.status("stopping: what is in hand is finished first"):
        supervisor.stop()
    console.print("Stopped.")


@contextlib.contextmanager
def _stop_on_signals() -> Iterator[None]:
    """SIGTERM and SIGINT end the block as Ctrl-C does, even where SIGINT came ignored (a job of a script)."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
