"""An evaluation that is ended leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

GOLD = Path(__file__).resolve().parents[3] / "evaluation" / "gold" / "tune.jsonl"


@pytest.mark.timeout(120)
def test_sigterm_stops_the_database_and_removes_the_folder(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("otklik")), "evaluate", "answers", str(GOLD)]
    place = {"TMPDIR": str(tmp_path)}
    process = subprocess.Popen(command, env={**os.environ, **place}, stderr=subprocess.PIPE, text=True)
    try:
        server = wait_for_server(tmp_path, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.communicate()
    assert not psutil.pid_exists(server)
    assert list(tmp_path.iterdir()) == []


def wait_for_server(folder: Path, process: subprocess.Popen[str]) -> int:
    """Number of the PostgreSQL process, once it has written it."""
    while process.poll() is None:
        for file in folder.glob("otklik-evaluation-*/postgres/postmaster.pid"):
            if lines := file.read_text().splitlines():
                return int(lines[0])
        time.sleep(0.05)
    raise AssertionError(process.communicate()[1])
