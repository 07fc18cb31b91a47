"""Where the parts are put together: the one place that knows them all."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from procrastinate import App
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from connectors.jobs import JobDispatcher, make_app
from otklik import embedded
from otklik.database import make_engine, make_sessions, plain_dsn

if TYPE_CHECKING:
    from otklik.settings import Settings


@dataclass(frozen=True)
class Stores:
    """The database as a process of ours sees it."""

    dsn: str
    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    jobs: App
    dispatcher: JobDispatcher


@asynccontextmanager
async def open_stores(settings: Settings, *, connections: int = 20) -> AsyncIterator[Stores]:
    """Connections to the database and the job queue; closed at the end."""
    address = embedded.url(settings)
    engine = make_engine(address, pool_size=connections)
    jobs = make_app(plain_dsn(address))
    try:
        yield Stores(plain_dsn(address), engine, make_sessions(engine), jobs, JobDispatcher())
    finally:
        await engine.dispose()


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set: finish what is in hand, then end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
