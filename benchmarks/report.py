"""The figures of a bench: ratios, the table on the terminal, the file for machines."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from rich.table import Table

from benchmarks.burst import Burst
from benchmarks.figures import Run, percentile
from benchmarks.search_scale import Scale
from benchmarks.steps import STEPS
from benchmarks.texts import Kind

SPOKEN = (Kind.QUESTION, Kind.OTHER)


@dataclass(frozen=True)
class SideFigures:
    """What was measured of one side."""

    single: Run
    together: Run
    memory: float  # MB, PSS of all processes and of PostgreSQL
    startup: float  # seconds until the first answer
    together_2: Run | None = None  # with a second engine
    processor: Mapping[str, float] = field(default_factory=dict)  # ms a turn by process, 8 at a time

    def as_json(self) -> dict[str, Any]:
        """Absolute figures: milliseconds, turns a second, MB, seconds."""
        times, greetings = self.single.times(*SPOKEN), self.single.times(Kind.GREETING)
        figures = {
            "turns": len(self.single.turns),
            "unanswered": len(self.single.turns) - self.single.answered,
            "p50_ms": round(percentile(times, 50), 2),
            "p95_ms": round(percentile(times, 95), 2),
            "question_p50_ms": round(percentile(self.single.times(Kind.QUESTION), 50), 2),
            "greeting_p50_ms": round(percentile(greetings, 50), 2),
            "throughput": round(self.together.throughput, 2),
            "throughput_unanswered": len(self.together.turns) - self.together.answered,
            "memory_mb": round(self.memory, 1),
            "startup_s": round(self.startup, 1),
            "processor_ms": {name: round(spent, 2) for name, spent in self.processor.items()},
        }
        if self.together_2 is not None:
            figures["throughput_2"] = round(self.together_2.throughput, 2)
        return figures


@dataclass(frozen=True)
class Report:
    """Both sides, and what only ours has."""

    stock: SideFigures
    ours: SideFigures
    burst: Burst
    query_p50: float
    scale: Scale
    steps: Mapping[str, float] = field(default_factory=dict)
    memory: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The contents of `.data/bench.json`. Ratios are ours to stock's."""
        stock, ours = self.stock.as_json(), self.ours.as_json()
        return {
            "turn_p50_ratio": _ratio(ours["p50_ms"], stock["p50_ms"]),
            "turn_p95_ratio": _ratio(ours["p95_ms"], stock["p95_ms"]),
            "turn_throughput_ratio": _ratio(ours["throughput"], stock["throughput"]),
            "turn_throughput_ratio_2": _ratio(ours["throughput_2"], stock["throughput"]),
            "memory_ratio": _ratio(ours["memory_mb"], stock["memory_mb"]),
            "startup_ratio": _ratio(ours["startup_s"], stock["startup_s"]),
            "ack_p50_ms": round(percentile(self.burst.times, 50), 2),
            "ack_p99_ms": round(percentile(self.burst.times, 99), 2),
            "ack_lost": self.burst.lost,
            "query_p50_ms": round(self.query_p50, 2),
            "search_100k_p50_ms": round(self.scale.p50, 2),
            "search_100k_recall_at_10": round(self.scale.recall, 4),
            "step_ms": dict(self.steps),
            "process_mb": {name: round(size, 1) for name, size in self.memory.items()},
            "stock": stock,
            "ours": ours,
            "machine": describe_machine(),
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }

    def write(self, path: Path) -> None:
        """Replace the file whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(self.as_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        partial.replace(path)


def _ratio(ours: float, stock: float) -> float:
    return round(ours / stock, 3) if stock else 0.0


def describe_machine() -> dict[str, Any]:
    """What the figures hold for, and how busy others kept it."""
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


# Figure, key of each side, goal of the ratio, how the ratio is to lie to the goal.
ROWS: tuple[tuple[str, str, str, str, float | None], ...] = (
    ("turn, p50, ms", "p50_ms", "turn_p50_ratio", "<=", 0.45),
    ("turn, p95, ms", "p95_ms", "turn_p95_ratio", "<=", None),
    ("turns a second, one engine", "throughput", "turn_throughput_ratio", ">=", 3.0),
    ("turns a second, two engines", "throughput_2", "turn_throughput_ratio_2", ">=", 4.0),
    ("memory, MB", "memory_mb", "memory_ratio", "<=", 1.4),
    ("start, s", "startup_s", "startup_ratio", "<=", None),
)


def make_tables(figures: Mapping[str, Any]) -> list[Table]:
    """For the terminal; `figures` as in `bench.json`."""
    sides = Table("", "stock", "ours", "ours / stock", "goal", title="Equal work, one machine")
    for title, key, ratio, sign, goal in ROWS:
        stock = figures["stock"].get(key, figures["stock"]["throughput"])
        sides.add_row(title, f"{stock:g}", f"{figures['ours'][key]:g}", *_against(figures[ratio], sign, goal))
    greeting = "greeting, p50, ms"
    sides.add_row(
        greeting,
        f"{figures['stock']['greeting_p50_ms']:g}",
        f"{figures['ours']['greeting_p50_ms']:g}",
        "",
        "",
    )
    alone = Table("", "ours", "goal", title="Ours alone")
    alone.add_row("acknowledged, p99, ms", *_against(figures["ack_p99_ms"], "<=", 50.0))
    alone.add_row("acknowledged and lost", *_against(figures["ack_lost"], "<=", 0))
    alone.add_row("one question in process, p50, ms", f"{figures['query_p50_ms']:g}", "")
    alone.add_row("search of 100,000 passages, p50, ms", f"{figures['search_100k_p50_ms']:g}", "")
    alone.add_row("its recall at 10", f"{figures['search_100k_recall_at_10']:g}", "")
    steps = Table("step", "ms", "what it is", title="Where the milliseconds of a turn go (medians)")
    for name, what in STEPS:
        steps.add_row(name, f"{figures['step_ms'].get(name, 0.0):g}", what)
    return [sides, alone, steps, _make_processor_table(figures)]


def _make_processor_table(figures: Mapping[str, Any]) -> Table:
    table = Table("process", "stock", "ours", title="Milliseconds of processor time a turn, 8 at a time")
    stock, ours = (figures[side].get("processor_ms") or {} for side in ("stock", "ours"))
    for name in [*ours, *(name for name in stock if name not in ours)]:
        table.add_row(name, *(f"{side[name]:g}" if name in side else "" for side in (stock, ours)))
    table.add_row("sum", *(f"{sum(side.values()):.4g}" for side in (stock, ours)))
    return table


def _against(value: float, sign: str, goal: float | None) -> tuple[str, str]:
    if goal is None:
        return f"{value:g}", ""
    met = value <= goal if sign == "<=" else value >= goal
    return f"[{'green' if met else 'red'}]{value:g}[/]", f"{sign} {goal:g}"
