"""Whether the ports are free that the processes are to listen on."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

import psutil

from otklik.problem import Problem

if TYPE_CHECKING:
    from otklik.processes.program import Program


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections that are still closing are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def check_ports(programs: Sequence[Program]) -> None:
    """Raise `Problem` for the first port that is taken, with who has it where that can be seen."""
    for program in programs:
        if program.port is None or is_free(program.host, program.port):
            continue
        raise Problem(
            f"port {program.port} of {program.name} is in use{_describe_owner(program.port)}",
            f"end that process, or set OTKLIK_{program.name.upper()}_PORT to another number in .env",
        )


def _describe_owner(port: int) -> str:
    try:
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        pass
    return ""
