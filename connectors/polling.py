"""Poll a platform under a lease: one poller at a time, its place kept with what it stored."""

from __future__ import annotations

import asyncio
import contextlib
import random
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors import leases
from connectors.failpoints import reach
from connectors.inbox import Update
from connectors.reception import accept_all
from escalation.dispatch import Dispatcher

log = structlog.get_logger(__name__)

WAIT = 10
"""Seconds a platform is asked to hold a request: under the lease's 15, so that the lease never ends in it."""

FETCH_DEADLINE = WAIT + 3.0
DATABASE_DEADLINE = 10.0
STANDBY = 2.0
BACKOFF = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


@dataclass(frozen=True)
class Batch:
    """What a platform gave, and the cursor to go on from once it is stored."""

    updates: Sequence[Update]
    cursor: dict[str, Any]


class PollLater(Exception):
    """The platform asks to wait so many seconds."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


Fetch = Callable[[dict[str, Any]], Awaitable[Batch]]


class Poller:
    """Polls with `fetch` while it holds the lease `name`; several may run, one polls."""

    def __init__(
        self,
        name: str,
        fetch: Fetch,
        sessions: async_sessionmaker[AsyncSession],
        dispatcher: Dispatcher,
        *,
        after: Callable[[Sequence[Update]], None] | None = None,
        standby: float = STANDBY,
    ) -> None:
        self._name = name
        self._holder = uuid.uuid4().hex
        self._fetch = fetch
        self._sessions = sessions
        self._dispatcher = dispatcher
        self._after = after
        self._standby = standby
        self._unacknowledged = False

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; no error ends it."""
        failures = 0
        while not stop.is_set():
            try:
                polled = await _unless_stopped(stop, self._round())
            except PollLater as later:
                log.warning("poll_later", lease=self._name, reason=str(later), seconds=later.seconds)
                await _pause(stop, later.seconds)
            except Exception as error:
                seconds = BACKOFF[min(failures, len(BACKOFF) - 1)] * random.uniform(0.8, 1.2)
                failures += 1
                log.warning("poll_failed", lease=self._name, error=type(error).__name__, failures=failures)
                await _pause(stop, seconds)
            else:
                failures = 0
                if polled is False:
                    await _pause(stop, self._standby)
        await self._release()

    async def _round(self) -> bool:
        """One request and its transaction. False while another holds the lease."""
        async with asyncio.timeout(DATABASE_DEADLINE), self._sessions.begin() as session:
            cursor = await leases.take(session, self._name, self._holder)
        if cursor is None:
            return False
        async with asyncio.timeout(FETCH_DEADLINE):
            batch = await self._fetch(cursor)
        if self._unacknowledged:
            # By asking from the new place on we have told the platform that the last batch is ours.
            reach("acknowledged")
        stored = await self._store(batch)
        self._unacknowledged = stored and bool(batch.updates)
        if self._unacknowledged:
            reach("stored")
            if self._after is not None:
                self._after(batch.updates)
        return True

    async def _store(self, batch: Batch) -> bool:
        async with asyncio.timeout(DATABASE_DEADLINE), self._sessions.begin() as session:
            if not await leases.move(session, self._name, self._holder, batch.cursor):
                log.warning("poll_lease_lost", lease=self._name)
                return False
            await accept_all(session, batch.updates, self._dispatcher)
        return True

    async def _release(self) -> None:
        # Left alone, the lease would keep the next poller waiting for its end.
        with contextlib.suppress(Exception):
            async with asyncio.timeout(2.0), self._sessions.begin() as session:
                await leases.release(session, self._name, self._holder)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _unless_stopped(stop: asyncio.Event, work: Awaitable[bool]) -> bool | None:
    """The result of the work; None when `stop` came first and the work was cancelled.

    A transaction under way is rolled back by that, and the platform gives the same updates again.
    """
    task = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        return None
    finally:
        for each in (task, stopping):
            each.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)
