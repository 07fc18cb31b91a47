"""Processor time of processes and all their descendants: what is left when waiting is taken away."""

from __future__ import annotations

import os
from collections.abc import Mapping

import psutil

LOAD = "load"
"""The name of this process, which plays the citizens."""


def tree_seconds(pid: int) -> float:
    """Seconds of user and system time of a process, its living descendants and those it waited for."""
    try:
        root = psutil.Process(pid)
        times = root.cpu_times()
        total: float = times.user + times.system + times.children_user + times.children_system
    except psutil.NoSuchProcess:
        return 0.0
    for child in root.children(recursive=True):
        try:
            spent = child.cpu_times()
            total += spent.user + spent.system
        except psutil.NoSuchProcess:  # it ended meanwhile
            continue
    return total


class Meter:
    """Milliseconds of processor time a turn, by process, between its making and `read`."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = dict(pids)
        self._began = self._now()

    def read(self, turns: int) -> dict[str, float]:
        """For each process, and for the load itself."""
        now = self._now()
        return {name: (now[name] - self._began[name]) * 1000 / max(turns, 1) for name in now}

    def _now(self) -> dict[str, float]:
        own = os.times()
        spent = {name: tree_seconds(pid) for name, pid in self._pids.items()}
        return {**spent, LOAD: own.user + own.system}
