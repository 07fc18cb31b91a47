"""A real worker inside the test's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from connectors.deliveries import Deliverer
from connectors.engine import Engines
from connectors.jobs import JobDispatcher, make_app
from connectors.messenger import Messenger
from connectors.turns import TurnRunner
from connectors.worker import run_worker
from tests.support.postgres import Database


@asynccontextmanager
async def running_worker(
    database: Database, engine_url: str, messengers: Mapping[str, Messenger], *, concurrency: int = 20
) -> AsyncIterator[JobDispatcher]:
    """Run turns, deliveries and timers until the block ends."""
    app = make_app(database.dsn)
    engines = Engines([engine_url])
    dispatcher = JobDispatcher()
    stop = asyncio.Event()
    context = {
        "turns": TurnRunner(database.sessions, engines, dispatcher, messengers),
        "deliveries": Deliverer(database.sessions, messengers),
        "sessions": database.sessions,
    }
    async with app.open_async():
        worker = asyncio.create_task(
            run_worker(app, context, stop, turns=concurrency, deliveries=concurrency)
        )
        try:
            yield dispatcher
        finally:
            stop.set()
            await worker
            await engines.close()
