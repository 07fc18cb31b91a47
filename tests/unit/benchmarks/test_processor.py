"""Processor time of process trees."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from benchmarks.processor import LOAD, Meter, tree_seconds

BUSY = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass\ninput()"


def test_a_process_that_has_ended_spends_nothing() -> None:
    assert tree_seconds(2**22 + 1) == 0.0


def test_descendants_count() -> None:
    child = subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE)
    try:
        meter = Meter({"child": child.pid, "all": os.getpid()})
        until = time.monotonic() + 20
        while tree_seconds(child.pid) < 0.3 and time.monotonic() < until:
            time.sleep(0.05)
        spent = meter.read(10)
        assert spent["all"] >= spent["child"] > 5
        assert spent[LOAD] >= 0
    finally:
        child.communicate(b"\n")
