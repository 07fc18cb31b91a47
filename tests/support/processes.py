"""Processes of the product under a small supervisor of the test's: started again whenever they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Kept:
    """A process that is started again after every exit, as the supervisor of the product does."""

    def __init__(self, module: str, environment: Mapping[str, str], log: Path, *arguments: str) -> None:
        self.module = module
        self.exits: list[int] = []
        self._command = [sys.executable, "-m", module, *arguments]
        self._environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **environment}
        self._log = log
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._command, env=self._environment, cwd=ROOT, stdout=log, stderr=log
                )
            self.exits.append(self._process.wait())
            self._stopping.wait(0.2)

    @property
    def pid(self) -> int:
        """The process's id, once there is one."""
        while self._process is None:
            time.sleep(0.01)
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would; it is started again."""
        if self._process is not None:
            self._process.kill()

    def pause(self, seconds: float) -> None:
        """Freeze it for a while."""
        os.kill(self.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self.pid, signal.SIGCONT)

    def stop(self, seconds: float = 30) -> int:
        """Ask it to finish, and do not start it again. Returns its exit code."""
        self._stopping.set()
        process = self._process
        if process is None:
            return 0
        process.terminate()
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            self._thread.join(5)

    def tail(self, lines: int = 40) -> str:
        """The end of its log, for a failing test's message."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])
