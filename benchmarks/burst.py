"""A burst of a messenger's updates while the worker answers: how long until the gateway takes each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import psycopg

from tests.platforms.remote import Remote
from tests.platforms.vk import GROUP, SECRET
from tests.platforms.vk_events import message_new

UPDATES = 500
PER_SECOND = 50.0
"""Updates a second, whether or not the last one is answered: twice what one engine answers."""

ANSWER_SECONDS = 90.0
FIRST_NUMBER = 5_000_000


@dataclass(frozen=True)
class Burst:
    """Milliseconds until each update was acknowledged; how many were not, or not answered afterwards."""

    times: tuple[float, ...]
    refused: int
    unanswered: int

    @property
    def lost(self) -> int:
        """Updates that were not acknowledged, or acknowledged and never worked off."""
        return self.refused + self.unanswered


def make_events(platform: Remote, texts: Sequence[str], count: int = UPDATES) -> list[dict[str, Any]]:
    """VK's events of `count` people who write for the first time; the platform will take replies to them."""
    events = []
    for number in range(count):
        peer = platform.citizen().peer
        text = texts[number % len(texts)]
        platform.do("say", peer=peer, text=text, extra={})
        event = message_new(GROUP, peer, FIRST_NUMBER + number, 1, text, None, {})
        events.append({**event, "secret": SECRET})
    return events


async def send_burst(url: str, events: Sequence[dict[str, Any]], per_second: float = PER_SECOND) -> Burst:
    """Post each event at its moment, whatever became of those before."""
    times: list[float] = []
    refused = 0
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:

        async def post(event: dict[str, Any], delay: float) -> None:
            nonlocal refused
            await asyncio.sleep(delay)
            began = time.perf_counter()
            try:
                async with http.post(f"{url}/vk/callback", json=event) as answer:
                    taken = answer.status == 200 and await answer.text() == "ok"
            except aiohttp.ClientError:
                taken = False
            if taken:
                times.append((time.perf_counter() - began) * 1000)
            else:
                refused += 1

        await asyncio.gather(*(post(event, at / per_second) for at, event in enumerate(events)))
    return Burst(tuple(times), refused, 0)


def count_unanswered(dsn: str, events: Sequence[dict[str, Any]], seconds: float = ANSWER_SECONDS) -> int:
    """How many of the events have no finished turn once all have, or the seconds have passed."""
    ids = [event["event_id"] for event in events]
    until = time.monotonic() + seconds
    with psycopg.connect(dsn, autocommit=True) as connection:
        while True:
            row = connection.execute(
                "SELECT count(*) FROM inbound_events e JOIN turns t ON t.id = e.id"
                " WHERE e.channel = 'vk' AND e.external_id = ANY(%s) AND e.state = 'done'",
                (ids,),
            ).fetchone()
            missing = len(ids) - (row[0] if row else 0)
            if not missing or time.monotonic() > until:
                return missing
            time.sleep(0.2)
