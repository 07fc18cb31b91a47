"""Ratios, goals and the file for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.burst import Burst
from benchmarks.figures import Run, Turn
from benchmarks.report import Report, SideFigures, make_tables
from benchmarks.search_scale import Scale
from benchmarks.texts import Kind


def side(milliseconds: float, throughput: float, memory: float, second: float | None = None) -> SideFigures:
    single = Run((Turn(Kind.QUESTION, milliseconds), Turn(Kind.GREETING, 9_999.0)), 1.0)
    return SideFigures(single, run(throughput), memory, 20.0, run(second) if second else None)


def run(throughput: float) -> Run:
    return Run((Turn(Kind.QUESTION, 1.0),), 1.0 / throughput)


@pytest.fixture
def report() -> Report:
    scale = Scale(100_000, False, 0.99, 4.0, 6.0, 3.0, 100.0)
    return Report(side(80, 10, 1000), side(40, 25, 1200, 45), Burst((5.0,) * 99 + (60.0,), 1, 2), 8.0, scale)


def test_ratios_are_ours_to_stocks_and_greetings_stand_apart(report: Report) -> None:
    figures = report.as_json()
    assert figures["turn_p50_ratio"] == 0.5
    assert figures["turn_throughput_ratio"] == 2.5
    assert figures["turn_throughput_ratio_2"] == 4.5
    assert figures["memory_ratio"] == 1.2
    assert figures["startup_ratio"] == 1.0
    assert figures["stock"]["greeting_p50_ms"] == 9_999.0
    assert figures["ack_lost"] == 3


def test_the_table_says_what_was_met_and_missed(report: Report) -> None:
    console = Console(width=120, force_terminal=True, color_system="standard")
    with console.capture() as printed:
        for table in make_tables(report.as_json()):
            console.print(table)
    assert "\x1b[31m0.5\x1b[0m" in printed.get()  # p50 is missed
    assert "\x1b[32m4.5\x1b[0m" in printed.get()  # two engines are enough


def test_the_file_is_whole(report: Report, tmp_path: Path) -> None:
    report.write(tmp_path / "deep" / "bench.json")
    assert json.loads((tmp_path / "deep" / "bench.json").read_text())["query_p50_ms"] == 8.0
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["bench.json"]
