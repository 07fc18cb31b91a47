"""`otklik up postgres`, from start to stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from evaluation.ports import free_port
from otklik import embedded
from otklik.settings import Settings


def up(folder: Path, port: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "OTKLIK_DATA_DIR": str(folder), "OTKLIK_POSTGRES_PORT": str(port)}
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [Path(sys.executable).parent / "otklik", "up", "postgres"], env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"{words!r} was not said: {said}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_and_down(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    settings = Settings(data_dir=tmp_path, postgres_port=port)
    with up(tmp_path, port) as first:
        read_until(first, "Ctrl-C stops everything")
        assert embedded.server(settings).is_ready()
        with up(tmp_path, port) as second:
            assert "Otklik is running here already" in read_until(second, "Remedy")
        assert second.returncode == 1
        first.send_signal(number)
        read_until(first, "Stopped.")
    assert first.returncode == 0
    assert embedded.server(settings).pid() is None


def test_killed_up_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    with up(tmp_path, port) as process:
        read_until(process, "Ctrl-C stops everything")
        server = psutil.Process(embedded.server(Settings(data_dir=tmp_path, postgres_port=port)).pid())
        process.kill()
    deadline = time.monotonic() + 15
    while server.is_running() and server.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "PostgreSQL outlived its supervisor"
        time.sleep(0.05)


def test_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with up(tmp_path, port) as process:
            said = read_until(process, "Remedy")
    assert said.startswith(f"Error: port {port} of postgres is in use")
    assert process.returncode == 1
