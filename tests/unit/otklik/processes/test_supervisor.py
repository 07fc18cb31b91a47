"""A real supervisord over tiny processes."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from otklik.problem import Problem
from otklik.processes.configuration import Places
from otklik.processes.program import Program
from otklik.processes.supervisor import Supervisor

# Notes its start and its end; takes a moment to finish what it has in hand.
MODULE = """
import pathlib, signal, sys, time
diary = pathlib.Path("diary")
name = __name__ if __name__ != "__main__" else sys.argv[0].rsplit("/")[-1]
def note(what):
    with diary.open("a") as file:
        file.write(f"{name} {what}\\n")
def finish(*_):
    time.sleep(0.2)
    note("finished")
    sys.exit(0)
signal.signal(signal.SIGTERM, finish)
note("started")
while True:
    time.sleep(0.05)
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    for name in ("tiny_first", "tiny_second"):
        (tmp_path / f"{name}.py").write_text(MODULE.replace("sys.argv[0]", repr(name)))
    programs = [Program("first", "tiny_first", 10, 5), Program("second", "tiny_second", 20, 5)]
    made = Supervisor(Places(tmp_path, tmp_path / "the data", "all"), programs)
    yield made
    made.stop()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_orderly_life(supervisor: Supervisor, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    supervisor.launch({"PYTHONPATH": str(tmp_path)})
    assert supervisor.states() == {"first": "STOPPED", "second": "STOPPED"}
    for number, name in enumerate(("first", "second"), start=1):
        supervisor.start(name)
        wait_for(lambda number=number: diary.exists() and len(diary.read_text().splitlines()) == number)
    with pytest.raises(Problem, match="running here already"):
        Supervisor(supervisor.places, supervisor.programs).launch({})
    supervisor.stop()
    assert not supervisor.is_alive()
    assert not supervisor.is_running()
    assert diary.read_text().splitlines() == [
        "tiny_first started", "tiny_second started", "tiny_second finished", "tiny_first finished",
    ]  # fmt: skip


def test_killed_process_is_started_again(supervisor: Supervisor, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    supervisor.launch({"PYTHONPATH": str(tmp_path)})
    supervisor.start("first")
    wait_for(diary.exists)
    child = next(p for p in psutil.Process().children(recursive=True) if "tiny_first" in p.cmdline())
    os.kill(child.pid, signal.SIGKILL)
    wait_for(lambda: diary.read_text().count("started") == 2)


def test_secrets_do_not_reach_the_disk(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.launch({"OTKLIK_SECRET_KEY": "hush-hush"})
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"hush-hush" not in path.read_bytes()


def test_percent_sign_in_the_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="percent sign"):
        Supervisor(Places(tmp_path, tmp_path / "100%", "all"), []).launch({})
