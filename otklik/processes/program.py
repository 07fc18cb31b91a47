"""The processes of the stack, as the supervisor and the administrator know them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from otklik.parent import launch_command
from otklik.problem import Problem

if TYPE_CHECKING:
    from otklik.settings import Settings


@dataclass(frozen=True)
class Program:
    """One process under the supervisor."""

    name: str
    module: str  # run by its name
    priority: int  # started in this order, stopped in the opposite one
    stop_seconds: int  # what it is given to finish what it has in hand
    stop_signal: str = "TERM"
    host: str = "127.0.0.1"
    arguments: tuple[str, ...] = ()
    port: int | None = None  # where it listens
    health: str | None = None  # path that answers below 500 once it is ready

    @property
    def command(self) -> str:
        """The command line."""
        return shlex.join(launch_command(self.module, *self.arguments))


def list_programs(settings: Settings) -> list[Program]:
    """All processes that these settings call for, in the order of starting.

    The worker stops first, so that its turns find the engine, the database and the gateway still there.
    """
    programs = [
        Program(
            "actions",
            "actions.server",
            20,
            10,
            arguments=("--port", str(settings.actions_port)),
            port=settings.actions_port,
            health="/health",
        ),
        Program(
            "rasa",
            "otklik.processes.rasa",
            30,
            15,
            port=settings.rasa_port,
            health="/webhooks/turn/health",
        ),
        Program(
            "gateway",
            "otklik.processes.gateway",
            40,
            15,
            host=settings.gateway_host,
            port=settings.gateway_port,
            health="/health",
        ),
        Program(
            "console",
            "otklik.processes.console",
            50,
            15,
            host=settings.console_host,
            port=settings.console_port,
            health="/",
        ),
        Program("worker", "otklik.processes.worker", 60, 30),
    ]
    if settings.database_url is None:
        # INT is PostgreSQL's fast stop: sessions are ended and what was committed is written out.
        programs.insert(
            0, Program("postgres", "otklik.processes.postgres", 10, 40, "INT", port=settings.postgres_port)
        )
    return programs


def choose_programs(settings: Settings, names: Sequence[str]) -> list[Program]:
    """The named processes, or all that belong on this machine when none is named.

    With engines elsewhere (`OTKLIK_RASA_URLS`) none is started here unless it is named.
    """
    known = list_programs(settings)
    if not names:
        return [program for program in known if program.name != "rasa" or _has_engine_here(settings)]
    unknown = sorted(set(names) - {program.name for program in known})
    if unknown:
        raise Problem(
            f"there is no process {', '.join(unknown)} here",
            f"name some of {', '.join(program.name for program in known)}",
        )
    return [program for program in known if program.name in names]


def _has_engine_here(settings: Settings) -> bool:
    addresses = [urlsplit(address) for address in settings.engines]
    return any(
        address.port == settings.rasa_port and address.hostname in ("127.0.0.1", "localhost", "::1")
        for address in addresses
    )
