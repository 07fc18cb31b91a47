import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from evaluation.ports import free_port
from otklik.problem import Problem
from otklik.processes.program import Program
from otklik.processes.readiness import answers, wait_until_ready


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response({"/health": 200, "/": 303}.get(self.path, 503))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_answers_below_500_only(port: int) -> None:
    assert answers("127.0.0.1", port, "/health")
    assert answers("0.0.0.0", port, "/")
    assert not answers("127.0.0.1", port, "/broken")
    assert not answers("127.0.0.1", free_port(), "/health")


def test_processes_without_a_port_are_not_waited_for(port: int, tmp_path: Path) -> None:
    programs = [Program("gateway", "x", 1, 1, port=port, health="/health"), Program("worker", "x", 2, 1)]
    told: list[str] = []
    wait_until_ready(programs, lambda name: tmp_path / name, told.append)
    assert told == ["gateway"]


def test_late_one_is_named_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "rasa.log").write_text("started\nno model here\n\n")
    program = Program("rasa", "x", 1, 1, port=free_port(), health="/health")
    with pytest.raises(
        Problem, match=r"rasa is not ready after 0 s: no model here\. Remedy: read .*rasa\.log"
    ):
        wait_until_ready([program], lambda name: tmp_path / f"{name}.log", lambda _: None, seconds=0)


def test_death_of_the_supervisor_ends_the_waiting(tmp_path: Path) -> None:
    program = Program("rasa", "x", 1, 1, port=free_port(), health="/health")
    with pytest.raises(Problem, match="it has written nothing"):
        wait_until_ready([program], lambda name: tmp_path / name, lambda _: None, is_alive=lambda: False)
