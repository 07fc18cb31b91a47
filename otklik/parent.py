"""A child that does not outlive its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Have the kernel send this process a signal when its parent dies, however it dies.

    Without it a supervisor that is killed leaves its children holding their ports. The wish survives
    `exec`, and is lost by a change of account. A parent that is dead already ends the process here.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() == 1 and os.environ.get("OTKLIK_SUPERVISED"):
        os.kill(os.getpid(), number)


def launch_command(module: str, *arguments: str) -> list[str]:
    """Command line of a module that ends with the process that starts it.

    The child asks for that itself: code between fork and exec may hang in a parent that has threads.
    """
    return [sys.executable, "-m", "otklik.processes.launch", module, *arguments]
