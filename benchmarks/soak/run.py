"""`make soak`: SOAK_TURNS turns over all channels, SOAK_HISTORIES take-overs. Loopback only, and bounded.

Counts what the citizens saw. The exit code is 1 when anything was lost, doubled, leaked or out of order.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from rich.console import Console
from rich.table import Table

from benchmarks.place import Place, open_place
from benchmarks.soak.chat import talk
from benchmarks.soak.histories import count_leaks
from benchmarks.soak.killer import Killer
from benchmarks.soak.page import browse
from benchmarks.soak.stack import SoakStack, start
from benchmarks.soak.tally import Tally, tally
from benchmarks.soak.weights import weigh
from otklik import database, embedded
from otklik.settings import ROOT, load

SEED = 20261121
CITIZENS_AT_ONCE = 24
TURNS_EACH = 20  # the web chat takes twenty a minute from one citizen
SETTLE_SECONDS = 60.0
HISTORIES = "histories"


def tell(line: str) -> None:
    """Progress."""
    print(f"  {line}", file=sys.stderr, flush=True)


def make_talks(turns: int) -> list[tuple[str, list[str]]]:
    """Channel and texts of each citizen; `turns` over all, evenly over the channels."""
    talks = []
    for number, first in enumerate(range(0, turns, TURNS_EACH)):
        texts = [
            f"Вопрос {place} гражданина {number}: как получить справку"
            for place in range(min(TURNS_EACH, turns - first))
        ]
        talks.append((("web", "vk", "telegram")[number % 3], texts))
    return talks


async def play(stack: SoakStack, turns: int, chance: random.Random) -> dict[str, Tally]:
    """All talks, some at once; what became of them by channel."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(2 * CITIZENS_AT_ONCE))
    waiting = list(reversed(make_talks(turns)))
    tallies = {"web": Tally(), "vk": Tally(), "telegram": Tally()}
    told = time.monotonic()

    async def work() -> None:
        nonlocal told
        while waiting:
            channel, texts = waiting.pop()
            own = random.Random(chance.random())
            if channel == "web":
                screen = await browse(stack.url, texts, own)
            else:
                platform = stack.vk if channel == "vk" else stack.telegram
                screen = await talk(platform, channel, texts, own)
            tallies[channel] += tally(screen)
            if time.monotonic() - told > 10:
                told = time.monotonic()
                tell(f"{sum(each.turns for each in tallies.values())} of {turns} turns")

    await asyncio.gather(*(work() for _ in range(CITIZENS_AT_ONCE)))
    return tallies


def soak(place: Place, turns: int) -> dict[str, Any]:
    """The turns under kills; figures of both."""
    chance = random.Random(SEED)
    dsn = place.server.dsn()
    stack = start(place)
    killer = Killer(stack, place.server, random.Random(SEED))
    try:
        tell("warming up")
        asyncio.run(play(stack, 3 * TURNS_EACH, chance))
        before = weigh(dsn, stack.victims, place.server.pid())
        began = time.monotonic()
        killer.start()
        try:
            tallies = asyncio.run(play(stack, turns, chance))
        finally:
            killer.stop()
        seconds = time.monotonic() - began
        after = _settled(place, stack)
    finally:
        stack.stop()
    channels = {name: vars(each) for name, each in tallies.items()}
    total = sum(tallies.values(), Tally())
    return {
        **vars(total), "clean": total.clean, "seconds": round(seconds), "channels": channels,
        "killed": dict(killer.killed), "start": before, "end": after,
    }  # fmt: skip


def _settled(place: Place, stack: SoakStack) -> dict[str, Any]:
    """The weights once nothing waits any more, or the patience has passed."""
    until = time.monotonic() + SETTLE_SECONDS
    while True:
        found = weigh(place.server.dsn(), stack.victims, place.server.pid())
        if not any(found["open"].values()) or time.monotonic() > until:
            return found
        time.sleep(1)


def make_table(figures: dict[str, Any]) -> Table:
    """For the terminal."""
    table = Table("", "turns", "lost", "doubled", "out of order", "foreign", "offered again", title="Soak")
    for name, each in [*figures["channels"].items(), ("all", figures)]:
        keys = ("turns", "lost", "doubled", "disordered", "foreign", "offered")
        table.add_row(name, *(str(each[key]) for key in keys))
    return table


def main() -> int:
    """Command line; the amounts come from the environment."""
    turns = int(os.environ.get("SOAK_TURNS", "10000"))
    histories = int(os.environ.get("SOAK_HISTORIES", str(turns)))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with open_place(load(), tell, articles=False) as place:
        database.upgrade(embedded.url(place.settings))
        figures = soak(place, turns)
        tell(f"{histories} take-overs")
        place.server.create_database(HISTORIES)
        database.upgrade(place.server.url(HISTORIES))
        played, leaked = asyncio.run(count_leaks(place.server, HISTORIES, histories, SEED))
    figures |= {"histories": played, "leaked": leaked}
    path = ROOT / ".data" / "soak.json"
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    console = Console()
    console.print(make_table(figures))
    console.print(f"Take-overs: {played}, leaked: {leaked}. Killed: {figures['killed']}")
    console.print(f"Still waiting at the end: {figures['end']['open']}. All figures: {path}")
    return 0 if figures["clean"] and not leaked and not any(figures["end"]["open"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
