"""Take-overs by the thousand: the assistant never speaks after a person has taken a conversation."""

from __future__ import annotations

import random

from otklik.database import make_engine, make_sessions, plain_dsn
from otklik.embedded import Server
from tests.integration.takeover import TimedMessenger, play_many
from tests.support.postgres import Database
from tests.support.running_worker import running_worker
from tests.support.tiny_engine import TinyEngine, tiny_engine

THINKING = 0.05
AT_ONCE = 12


async def count_leaks(server: Server, name: str, count: int, seed: int) -> tuple[int, int]:
    """Play `count` histories over the database `name`; how many there were, and how many leaked."""
    url = server.url(name)
    engine = make_engine(url, pool_size=30, max_overflow=30)
    database = Database(url, plain_dsn(url), name, engine, make_sessions(engine))
    try:
        with tiny_engine(TinyEngine()) as echo:
            echo.delay = THINKING
            messenger = TimedMessenger(random.Random(seed))
            async with running_worker(database, echo.url, {"vk": messenger}) as dispatcher:
                phones = await play_many(database, dispatcher, messenger, count, seed, at_once=AT_ONCE)
    finally:
        await engine.dispose()
    return len(phones), sum(phone.leaked for phone in phones)
