"""A supervisord of ours: started, commanded by its Unix socket, stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from otklik.parent import launch_command
from otklik.problem import Problem
from otklik.processes.configuration import Places, render

if TYPE_CHECKING:
    from otklik.processes.program import Program

START_SECONDS = 20.0


class Supervisor:
    """Handle of one supervisord."""

    def __init__(self, places: Places, programs: Sequence[Program]) -> None:
        self.places = places
        self.programs = programs
        self._process: subprocess.Popen[bytes] | None = None

    def is_running(self) -> bool:
        """Whether a supervisord, of this handle or of another terminal, answers at the socket."""
        if not self.places.socket.exists():
            return False
        try:
            with self._calls() as calls:
                calls.getState()
        except (OSError, Fault):
            return False
        return True

    def launch(self, environment: dict[str, str]) -> None:
        """Start supervisord with nothing under it yet. Raises `Problem` if one runs here already."""
        if self.is_running():
            raise Problem("Otklik is running here already", "stop it (Ctrl-C in its terminal), then repeat")
        if "%" in f"{self.places.root}{self.places.data}":
            # It expands them, some values once and some twice.
            raise Problem("the path has a percent sign, which the supervisor cannot use", "move the checkout")
        self.places.folder.mkdir(parents=True, exist_ok=True)
        self.places.logs.mkdir(parents=True, exist_ok=True)
        self.places.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.places.configuration.write_text(render(self.programs, self.places))
        with self.places.log("supervisord").open("ab") as log:
            self._process = subprocess.Popen(
                launch_command("supervisor.supervisord", "-c", str(self.places.configuration)),
                env={**os.environ, **environment},
                cwd=self.places.root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                # Ctrl-C is for us: we pass it on as an orderly stop.
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_running():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Problem("the supervisor did not start", f"read {self.places.log('supervisord')}")
            time.sleep(0.05)

    def start(self, name: str) -> None:
        """Start one process; it may not be ready yet."""
        with self._calls() as calls:
            calls.startProcess(name, False)

    def states(self) -> dict[str, str]:
        """Name of a process → RUNNING, STOPPED, EXITED, ..."""
        with self._calls() as calls:
            return {info["name"]: info["statename"] for info in calls.getAllProcessInfo()}

    def is_alive(self) -> bool:
        """Whether the supervisord that this handle started still runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop all processes in order, each with time to finish, and supervisord itself."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        limit = sum(program.stop_seconds for program in self.programs) + 30
        try:
            self._process.wait(limit)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)

    @contextlib.contextmanager
    def _calls(self) -> Iterator[Any]:
        transport = SupervisorTransport(None, None, f"unix://{self.places.socket}")
        proxy = ServerProxy("http://127.0.0.1", transport=transport)
        try:
            yield proxy.supervisor
        finally:
            transport.close()
