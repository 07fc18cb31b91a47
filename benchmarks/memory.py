"""Memory of processes and all their descendants: PSS, in which what is shared counts once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import psutil

PROC = Path("/proc")


def read_pss_mb(pid: int, proc: Path = PROC) -> float:
    """Proportional set size of one process in MB; 0 when it has ended."""
    try:
        text = (proc / str(pid) / "smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    line = next((line for line in text.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) / 1024


def list_tree(pid: int) -> list[int]:
    """The process and all below it."""
    try:
        process = psutil.Process(pid)
        return [pid, *(child.pid for child in process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def tree_pss_mb(pids: Iterable[int]) -> float:
    """Sum over the trees of these processes."""
    return sum(read_pss_mb(pid) for pid in {each for root in pids for each in list_tree(root)})
