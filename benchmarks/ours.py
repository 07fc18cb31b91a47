"""Our side as processes: everything that `otklik up` runs but its supervisor, over the place's PostgreSQL."""

from __future__ import annotations

import json
from functools import partial
from urllib.request import urlopen

from benchmarks.load import Meet
from benchmarks.place import Place
from benchmarks.running import Running
from benchmarks.web_citizen import meet_on_web
from evaluation.ports import free_port
from otklik.processes.environment import child_environment
from otklik.processes.program import Program, list_programs
from otklik.settings import Settings


class OurSide:
    """Action server, engines, gateway, console, worker."""

    def __init__(self, place: Place, extra: dict[str, str] | None = None) -> None:
        """Start all, with `extra` variables in their environment."""
        self._place = place
        self._extra = extra or {}
        self._settings = place.settings
        self._processes = {
            program.name: self._start(program, self._settings) for program in list_programs(self._settings)
        }

    @property
    def url(self) -> str:
        """The gateway's address."""
        return self._settings.gateway_url

    @property
    def pids(self) -> list[int]:
        """All processes."""
        return [process.pid for process in self._processes.values()]

    @property
    def named_pids(self) -> dict[str, int]:
        """All processes by their names."""
        return {name: process.pid for name, process in self._processes.items()}

    @property
    def meet(self) -> Meet:
        """A new page."""
        return partial(meet_on_web, url=self.url)

    def process(self, name: str) -> Running:
        """One of the processes."""
        return self._processes[name]

    def wait(self) -> None:
        """Until the gateway finds everything ready."""
        self._processes["gateway"].wait_until(self._is_ready)

    def add_engine(self) -> None:
        """Start a second engine, and the worker and the gateway again so that they know of it."""
        port = free_port()
        second = self._settings.model_copy(update={"rasa_port": port})
        rasa = next(program for program in list_programs(second) if program.name == "rasa")
        self._processes["rasa-2"] = self._start(rasa, second, "rasa-2")
        self._settings = self._settings.model_copy(
            update={"rasa_urls": [self._settings.engines[0], f"http://127.0.0.1:{port}"]}
        )
        for program in list_programs(self._settings):
            if program.name in ("gateway", "worker"):
                self._processes[program.name].stop()
                self._processes[program.name] = self._start(program, self._settings)
        self.wait()

    def stop(self) -> None:
        """End all, the worker first."""
        for process in reversed(self._processes.values()):
            process.stop()

    def _start(self, program: Program, settings: Settings, name: str | None = None) -> Running:
        arguments = ["otklik.processes.launch", program.module, *program.arguments]
        environment = {**child_environment(settings), **self._extra}
        return Running(name or program.name, arguments, environment, self._place.logs)

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/ready", timeout=5) as answer:  # noqa: S310 - our own address
                return bool(json.load(answer)["ok"])
        except (OSError, ValueError):
            return False
