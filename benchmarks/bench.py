"""`make bench`: a stock Rasa project and ours do equal work on this machine, one after the other.

`python -m benchmarks.bench [--out FILE] [--sessions N]`. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from pydantic import SecretStr
from rich.console import Console

from benchmarks import search_scale
from benchmarks.burst import Burst, count_unanswered, make_events, send_burst
from benchmarks.figures import Run, median_run
from benchmarks.load import Meet, play
from benchmarks.memory import tree_pss_mb
from benchmarks.ours import OurSide
from benchmarks.place import Place, open_place
from benchmarks.processor import Meter
from benchmarks.query import measure_query
from benchmarks.report import Report, SideFigures, make_tables
from benchmarks.running import Running
from benchmarks.steps import read_trace, split
from benchmarks.stock.side import StockSide
from benchmarks.stock.training import train_stock
from benchmarks.texts import Kind, Session, load_sessions, without_greetings
from evaluation.ports import free_port
from otklik.settings import ROOT, load
from tests.platforms import vk
from tests.platforms.remote import Remote

AT_ONCE = 8
ROUNDS = 3
WARM_UP = 8  # sessions before anything is measured
SCALE = (100_000, 300)


class Side(Protocol):
    """What is measured."""

    @property
    def meet(self) -> Meet:
        """A new citizen."""

    def wait(self) -> None:
        """Until it can answer."""


def tell(line: str) -> None:
    """Progress."""
    print(f"  {line}", file=sys.stderr, flush=True)


def until_first_answer(side: Side, began: float, sessions: Sequence[Session]) -> float:
    """Seconds from the start of the processes to the first answer to a question."""
    side.wait()
    question = next(line for session in sessions for line in session if line.kind == Kind.QUESTION)
    while not asyncio.run(play([(question,)], side.meet)).answered:
        time.sleep(0.1)
    return time.perf_counter() - began


def together(side: Side, sessions: Sequence[Session], what: str) -> Run:
    """The middle one of several runs, eight conversations at a time."""
    runs = []
    for variant in range(1, ROUNDS + 1):
        runs.append(asyncio.run(play(without_greetings(sessions, variant), side.meet, AT_ONCE)))
        tell(f"{what}: {runs[-1].throughput:.1f} turns a second")
    return median_run(runs)


def warm_up(side: Side, sessions: Sequence[Session]) -> None:
    """Caches, pools and lazy imports of both sides, in words that are not measured."""
    asyncio.run(play(without_greetings(sessions[:WARM_UP], ROUNDS + 1), side.meet, 2))


def measure_stock(place: Place, sessions: Sequence[Session]) -> SideFigures:
    """The stock project."""
    model = train_stock(ROOT / ".data" / "bench", tell)
    began = time.perf_counter()
    side = StockSide(place, model)
    try:
        startup = until_first_answer(side, began, sessions)
        tell(f"stock: first answer after {startup:.1f} s")
        warm_up(side, sessions)
        single = asyncio.run(play(sessions, side.meet))
        tell(f"stock: {single.throughput:.1f} turns a second one at a time")
        meter = Meter({**side.named_pids, "postgres": place.server.pid() or 0})
        middle = together(side, sessions, "stock, 8 at a time")
        spent = meter.read(len(middle.turns) * ROUNDS)
        memory = tree_pss_mb([*side.pids, place.server.pid() or 0])
        return SideFigures(single, middle, memory, startup, processor=spent)
    finally:
        side.stop()


class OursMeasured:
    """Our side, measured in steps; what they leave."""

    def __init__(self, place: Place, sessions: Sequence[Session]) -> None:
        self.place = place
        self.sessions = sessions
        self.steps: dict[str, float] = {}
        self.memory: dict[str, float] = {}
        self.burst = Burst((), 0, 0)

    def measure(self, platform: Remote) -> SideFigures:
        """Everything, with `platform` as the messenger of the burst."""
        began = time.perf_counter()
        side = OurSide(self.place)
        try:
            startup = until_first_answer(side, began, self.sessions)
            tell(f"ours: first answer after {startup:.1f} s")
            warm_up(side, self.sessions)
            single = asyncio.run(play(self.sessions, side.meet))
            self.steps = split(single.turns, read_trace(side.process("worker").log))
            tell(f"ours: {single.throughput:.1f} turns a second one at a time")
            meter = Meter(self._roots(side))
            one = together(side, self.sessions, "ours, 8 at a time")
            spent = meter.read(len(one.turns) * ROUNDS)
            memory = self._weigh(side)
            self._send_burst(side, platform)
            tell("ours: starting a second engine")
            side.add_engine()
            warm_up(side, self.sessions)
            two = together(side, self.sessions, "ours with two engines")
            return SideFigures(single, one, memory, startup, two, spent)
        finally:
            side.stop()

    def _weigh(self, side: OurSide) -> float:
        self.memory = {name: tree_pss_mb([pid]) for name, pid in self._roots(side).items()}
        return sum(self.memory.values())

    def _roots(self, side: OurSide) -> dict[str, int]:
        return {**side.named_pids, "postgres": self.place.server.pid() or 0}

    def _send_burst(self, side: OurSide, platform: Remote) -> None:
        texts = [line.text for session in self.sessions for line in session if line.kind == Kind.QUESTION]
        events = make_events(platform, texts)
        sent = asyncio.run(send_burst(side.url, events))
        unanswered = count_unanswered(self.place.server.dsn(), events)
        self.burst = Burst(sent.times, sent.refused, unanswered - sent.refused)
        tell(f"burst: {len(sent.times)} acknowledged, {self.burst.lost} lost")


def measure_all(sessions: Sequence[Session]) -> Report:
    """Both sides, one after the other, each over a server that was just started."""
    with open_place(load(), tell) as place:
        texts = [line.text for session in sessions for line in session if line.kind == Kind.QUESTION]
        query = measure_query(place.server.url(), place.settings.encoder_path, texts)
        place.restart_server()
        stock = measure_stock(place, sessions)
        place.restart_server()
        port = free_port()
        control = free_port()
        emulator = Running(
            "vk",
            ["tests.platforms.vk", "--port", str(port), "--control-port", str(control)],
            {},
            place.logs,
        )
        try:
            platform = Remote(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{control}")
            measured = OursMeasured(with_vk(place, platform.url), sessions)
            ours = measured.measure(platform)
        finally:
            emulator.stop()
    tell("search of 100,000 passages")
    scale = search_scale.measure(*SCALE)
    return Report(stock, ours, measured.burst, query, scale, measured.steps, measured.memory)


def with_vk(place: Place, url: str) -> Place:
    """The place with VK switched on, its events coming by callback."""
    settings = place.settings.model_copy(
        update={
            "vk_token": SecretStr(vk.TOKEN), "vk_group_id": vk.GROUP, "vk_mode": "callback",
            "vk_callback_secret": SecretStr(vk.SECRET), "vk_confirmation": SecretStr(vk.CONFIRMATION),
            "vk_api_url": url,
        }
    )  # fmt: skip
    return Place(place.folder, place.server, settings)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".data" / "bench.json")
    parser.add_argument("--sessions", type=int, default=None, help="fewer, for a quick look")
    options = parser.parse_args()
    report = measure_all(load_sessions(ROOT)[: options.sessions])
    report.write(options.out)
    figures: dict[str, Any] = report.as_json()
    console = Console()
    for table in make_tables(figures):
        console.print(table)
    console.print(f"All figures: {options.out}")


if __name__ == "__main__":
    main()
