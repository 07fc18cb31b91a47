"""Hear the database's notifications: one connection a process, any number of followers.

Notify to be fast, poll to be sure: a wake-up may be lost with the connection, so whoever waits also
looks from time to time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence

import psycopg
import structlog
from psycopg import sql

from escalation.conversation import NOTIFY_CONVERSATION, NOTIFY_QUEUE

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 5
CHECK_SECONDS = 15.0
BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0)


class Wake:
    """One follower's bell. Rings while nobody waits are kept as one."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the follower."""
        self._event.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for a ring, at most so long. True: it rang."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Listener:
    """Listens on the room's channels and rings those who follow a conversation, or the queue."""

    def __init__(self, dsn: str, channels: Sequence[str] = (NOTIFY_CONVERSATION, NOTIFY_QUEUE)) -> None:
        self._dsn = dsn
        self._channels = tuple(channels)
        self._followers: dict[tuple[str, str], set[Wake]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()

    @property
    def is_listening(self) -> bool:
        """Whether the connection stands."""
        return self._connected.is_set()

    async def wait_until_listening(self, seconds: float) -> None:
        """Raises `TimeoutError` when the connection does not stand in time."""
        await asyncio.wait_for(self._connected.wait(), seconds)

    @contextlib.contextmanager
    def follow(self, *keys: tuple[str, str]) -> Iterator[Wake]:
        """A bell that rings for each of the keys: (channel, payload)."""
        wake = Wake()
        for key in keys:
            self._followers[key].add(wake)
        try:
            yield wake
        finally:
            for key in keys:
                self._followers[key].discard(wake)
                if not self._followers[key]:
                    del self._followers[key]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen for as long as the block runs; an unreachable database is no error, only slower news."""
        self._task = asyncio.create_task(self._run(), name="listener")
        try:
            yield
        finally:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("listener_disconnected", error=type(error).__name__)
            if self._connected.is_set():
                failures = 0
            self._connected.clear()
            await asyncio.sleep(BACKOFF[min(failures, len(BACKOFF) - 1)])
            failures += 1

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._dsn, autocommit=True, connect_timeout=CONNECT_SECONDS
        )
        try:
            for channel in self._channels:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            self._connected.set()
            # What was notified while there was no connection is lost: all look again.
            self._ring_all()
            while True:
                async for notify in connection.notifies(timeout=CHECK_SECONDS):
                    self._ring(notify.channel, notify.payload)
                # A connection that died without a word is found out here.
                await asyncio.wait_for(connection.execute("SELECT 1"), CONNECT_SECONDS)
        finally:
            with contextlib.suppress(psycopg.Error, OSError):
                await connection.close()

    def _ring(self, channel: str, payload: str) -> None:
        for wake in self._followers.get((channel, payload), ()):
            wake.ring()

    def _ring_all(self) -> None:
        for followers in self._followers.values():
            for wake in followers:
                wake.ring()
