"""Memory of process trees, read from the kernel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.memory import list_tree, read_pss_mb, tree_pss_mb


def test_pss_is_read_in_megabytes(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "smaps_rollup").write_text("0-1 ---p [rollup]\nRss:  9000 kB\nPss:  2048 kB\n")
    assert read_pss_mb(7, tmp_path) == 2.0


def test_a_process_that_has_ended_weighs_nothing(tmp_path: Path) -> None:
    assert read_pss_mb(7, tmp_path) == 0.0
    assert list_tree(2**22 + 1) == []


def test_children_count_and_each_process_once() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert child.pid in list_tree(os.getpid())
        both = tree_pss_mb([os.getpid(), child.pid])
        assert both < tree_pss_mb([os.getpid()]) * 1.5
    finally:
        child.communicate(b"\n")
