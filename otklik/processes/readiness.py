"""Waiting until the processes do what they are for."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from otklik.problem import Problem

if TYPE_CHECKING:
    from otklik.processes.program import Program

# Rasa takes 15 to 40 s to load its model on two cores that start five other processes.
READY_SECONDS = 180.0
PROBE_SECONDS = 3.0


def answers(host: str, port: int, path: str) -> bool:
    """Whether `GET path` is answered with less than 500 in time."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_ready(
    programs: Sequence[Program],
    log: Callable[[str], Path],
    tell: Callable[[str], None],
    seconds: float = READY_SECONDS,
    is_alive: Callable[[], bool] = lambda: True,
) -> None:
    """Return when all that have a health path answer; `tell` gets the names still awaited.

    Raises `Problem` after `seconds`, or once `is_alive` says no, with the last line of the log of the
    first one missing.
    """
    waiting = [program for program in programs if program.health and program.port]
    deadline = time.monotonic() + seconds
    while waiting:
        tell(", ".join(program.name for program in waiting))
        waiting = [
            program
            for program in waiting
            if not answers(program.host, program.port or 0, program.health or "/")
        ]
        if waiting and (time.monotonic() > deadline or not is_alive()):
            path = log(waiting[0].name)
            raise Problem(
                f"{waiting[0].name} is not ready after {seconds:.0f} s: {_last_line(path)}",
                f"read {path}, then repeat",
            )
        time.sleep(0.2)


def _reachable(host: str) -> str:
    """Where to knock when a server listens on every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _last_line(path: Path) -> str:
    if not path.exists():
        return "it has written nothing"
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it has written nothing")
