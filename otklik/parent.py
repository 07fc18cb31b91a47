"""A child that does not outlive its parent."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Have the kernel send this process a signal when its parent dies, however it dies.

    Without it a supervisor that is killed leaves its children holding their ports. The wish survives
    `exec`, and is lost by a change of account. A parent that is dead already ends the process here.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() == 1 and os.environ.get("OTKLIK_SUPERVISED"):
        os.kill(os.getpid(), number)
