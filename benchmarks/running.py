"""Processes of a side: started with a log of their own, stopped at the end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from otklik.parent import end_with_parent
from otklik.settings import ROOT

STOP_SECONDS = 25.0
READY_SECONDS = 180.0


class NotReady(RuntimeError):
    """A process did not begin to answer; the text ends with what it wrote last."""


class Running:
    """One process in the checkout's folder."""

    def __init__(self, name: str, arguments: list[str], environment: Mapping[str, str], folder: Path) -> None:
        """Start `python -m ARGUMENTS`, its log in `folder`."""
        self.name = name
        self.log = folder / f"{name}.log"
        folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=end_with_parent,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def stop(self) -> None:
        """Ask it to finish; end it when it does not."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait_until(self, condition: Callable[[], bool], seconds: float = READY_SECONDS) -> None:
        """Return once the condition holds. Raises `NotReady` when the process ends first or takes longer."""
        until = time.monotonic() + seconds
        while not condition():
            if self._process.poll() is not None or time.monotonic() > until:
                raise NotReady(f"{self.name} does not answer; its log ends:\n{self.tail()}")
            time.sleep(0.05)

    def tail(self, lines: int = 15) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
