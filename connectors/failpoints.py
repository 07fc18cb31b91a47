"""Places where a test ends the process, as a power cut would. Off unless the environment names one."""

from __future__ import annotations

import os
from pathlib import Path

STEPS = (
    "stored",
    "acknowledged",
    "fetched",
    "engine_called",
    "engine_answered",
    "committed",
    "sending",
    "platform_answered",
    "receipt_stored",
)


def reach(step: str) -> None:
    """End the process here when `OTKLIK_FAILPOINT` names this step and its token file still exists.

    The token, `OTKLIK_FAILPOINT_TOKEN`, is removed first, so that a restarted process goes on.
    """
    if os.environ.get("OTKLIK_FAILPOINT") != step:
        return
    token = os.environ.get("OTKLIK_FAILPOINT_TOKEN")
    if token is None:
        return
    try:
        Path(token).unlink()
    except FileNotFoundError:
        return
    os._exit(137)
