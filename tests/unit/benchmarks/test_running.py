"""Processes of a side: waited for, stopped, their last words told."""

from __future__ import annotations

import contextlib
from pathlib import Path

import psutil
import pytest

from benchmarks.running import NotReady, Running


def test_a_process_that_ends_early_is_named_with_its_last_words(tmp_path: Path) -> None:
    running = Running("broken", ["no_such_module_anywhere"], {}, tmp_path)
    with pytest.raises(NotReady, match=r"(?s)broken does not answer.*No module named"):
        running.wait_until(lambda: False, 20)
    running.stop()


def test_it_is_stopped(tmp_path: Path) -> None:
    running = Running("server", ["http.server", "0", "--bind", "127.0.0.1"], {}, tmp_path)
    running.wait_until(lambda: psutil.pid_exists(running.pid), 5)
    running.stop()
    with contextlib.suppress(psutil.NoSuchProcess):
        assert not psutil.Process(running.pid).is_running()
