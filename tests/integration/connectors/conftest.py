"""A worker's parts over a real database and a small real engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from procrastinate import App

from connectors.deliveries import Deliverer
from connectors.engine import Engines
from connectors.jobs import JobDispatcher, make_app
from connectors.turns import TurnRunner
from tests.support.paper import PaperMessenger
from tests.support.postgres import Database
from tests.support.tiny_engine import TinyEngine, tiny_engine


@dataclass
class Parts:
    """What a worker is made of."""

    database: Database
    engine: TinyEngine
    app: App
    dispatcher: JobDispatcher
    messenger: PaperMessenger
    runner: TurnRunner
    deliverer: Deliverer


@pytest.fixture
def engine() -> Iterator[TinyEngine]:
    """A small real engine."""
    with tiny_engine() as running:
        yield running


@pytest.fixture
async def parts(database: Database, engine: TinyEngine) -> AsyncIterator[Parts]:
    """All parts, wired as the worker wires them."""
    app = make_app(database.dsn)
    async with app.open_async():
        dispatcher = JobDispatcher()
        messenger = PaperMessenger()
        engines = Engines([engine.url])
        messengers = {messenger.channel: messenger}
        yield Parts(
            database,
            engine,
            app,
            dispatcher,
            messenger,
            TurnRunner(database.sessions, engines, dispatcher, messengers),
            Deliverer(database.sessions, messengers),
        )
        await engines.close()
