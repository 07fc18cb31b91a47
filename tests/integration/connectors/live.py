"""The product's own parts around an emulated platform: gateway, worker and pollers over a real database."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import select

from connectors.deliveries import Deliverer
from connectors.engine import Engines
from connectors.gateway import create_app
from connectors.jobs import JobDispatcher, make_app
from connectors.registry import build_messengers, build_pollers
from connectors.tables import InboundRow
from connectors.turns import TurnRunner
from connectors.worker import run_worker
from escalation.tables import DeliveryRow
from evaluation.ports import free_port
from otklik.settings import Settings
from tests.support.postgres import Database
from tests.support.tiny_engine import TinyEngine


class QuietServer(uvicorn.Server):
    """A server that leaves the test run's signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def settings_for(folder: Path, environment: dict[str, str]) -> Settings:
    """Settings of a channel, with a gateway on a free port. `.env` is not read."""
    names = {name.removeprefix("OTKLIK_").lower(): value for name, value in environment.items()}
    port = free_port()
    values: dict[str, Any] = {
        "data_dir": folder,
        "gateway_port": port,
        "public_url": f"http://127.0.0.1:{port}",
        **names,
    }
    return Settings(_env_file=None, **values)


@contextlib.asynccontextmanager
async def gateway(settings: Settings, database: Database) -> AsyncIterator[str]:
    """The gateway alone; its address."""
    jobs = make_app(database.dsn)
    async with jobs.open_async():
        app = create_app(settings, database.sessions, JobDispatcher(), dsn=database.dsn)
        server = QuietServer(
            uvicorn.Config(app, host="127.0.0.1", port=settings.gateway_port, log_level="warning", ws="none")
        )
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it by a flag
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{settings.gateway_port}"
        finally:
            server.should_exit = True
            await serving


@contextlib.asynccontextmanager
async def worker(settings: Settings, database: Database, engine: TinyEngine) -> AsyncIterator[None]:
    """The worker with its pollers."""
    jobs = make_app(database.dsn)
    engines = Engines([engine.url])
    stop = asyncio.Event()
    async with jobs.open_async():
        dispatcher = JobDispatcher()
        messengers = build_messengers(settings)
        context = {
            "turns": TurnRunner(database.sessions, engines, dispatcher, messengers),
            "deliveries": Deliverer(database.sessions, messengers),
            "sessions": database.sessions,
        }
        pollers = tuple(build_pollers(settings, database.sessions, dispatcher))
        running = asyncio.create_task(
            run_worker(jobs, context, stop, turns=4, deliveries=4, companions=pollers)
        )
        try:
            yield
        finally:
            stop.set()
            await running
    await engines.close()


async def delivery_states(database: Database) -> list[str]:
    """States of the deliveries, oldest first."""
    async with database.sessions() as session:
        return list(await session.scalars(select(DeliveryRow.state).order_by(DeliveryRow.id)))


async def inbound_states(database: Database) -> list[tuple[str, str]]:
    """Kind and state of the stored updates, in order of arrival."""
    async with database.sessions() as session:
        rows = await session.execute(select(InboundRow.kind, InboundRow.state).order_by(InboundRow.arrival))
        return [(kind, state) for kind, state in rows]


async def until(condition: Callable[[], bool], seconds: float = 8.0) -> None:
    """Return once the condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for is in another process or thread
            await asyncio.sleep(0.02)
