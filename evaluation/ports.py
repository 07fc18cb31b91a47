"""Ports for processes of a short life on the loopback address."""

from __future__ import annotations

import random
import socket
from pathlib import Path

# Where the kernel takes the near ends of outgoing connections from. A port of that range that is free now
# may be some client's a moment later, before its server listens.
EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
FIRST = 10_000
USUAL_EPHEMERAL_START = 32_768

_choice = random.SystemRandom()
_given: set[int] = set()


def free_port() -> int:
    """A loopback port nobody listens on, given once a process.

    No outgoing connection takes it either, unless the kernel's range for those starts too low to stay below.
    Raises `OSError` when none is found.
    """
    end = _ephemeral_start()
    for _ in range(1000):
        port = _choice.randrange(FIRST, end)
        if port not in _given and _can_listen(port):
            _given.add(port)
            return port
    raise OSError(f"no free port between {FIRST} and {end}")


def _can_listen(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _ephemeral_start() -> int:
    try:
        start = int(EPHEMERAL.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        start = USUAL_EPHEMERAL_START
    return start if start > FIRST + 1000 else 2**16
