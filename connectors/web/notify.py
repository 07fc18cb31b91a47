"""One LISTEN connection a process, shared by all streams. Notify to be fast; streams poll to be sure."""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import structlog
from psycopg import sql

from escalation.conversation import NOTIFY_CONVERSATION

log = structlog.get_logger(__name__)

CHECK = 10.0
CONNECT_DEADLINE = 5.0
BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0)


class Notifier:
    """Wakes the streams of a conversation when a transaction says that it changed.

    `dsn` is libpq's. The connection is renewed when it is lost; after that every stream is woken,
    because a notification may have been missed.
    """

    def __init__(self, dsn: str, channel: str = NOTIFY_CONVERSATION) -> None:
        self._dsn = dsn
        self._channel = channel
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.connected = False

    @contextmanager
    def subscribe(self, conversation_id: uuid.UUID) -> Iterator[asyncio.Event]:
        """An event that is set whenever the conversation may have changed."""
        key, wake = str(conversation_id), asyncio.Event()
        self._listeners[key].add(wake)
        try:
            yield wake
        finally:
            self._listeners[key].discard(wake)
            if not self._listeners[key]:
                del self._listeners[key]

    def wake(self, key: str) -> None:
        """Wake the streams of one conversation."""
        for event in self._listeners.get(key, ()):
            event.set()

    def wake_all(self) -> None:
        """Wake every stream."""
        for key in list(self._listeners):
            self.wake(key)

    async def run(self) -> None:
        """Listen until cancelled."""
        failures = 0
        while True:
            try:
                async with asyncio.timeout(CONNECT_DEADLINE):
                    connection = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
                async with connection:
                    await self._listen(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                if self.connected:
                    failures = 0
                log.warning("notifier_lost", error=type(error).__name__)
            finally:
                self.connected = False
            await asyncio.sleep(BACKOFF[min(failures, len(BACKOFF) - 1)])
            failures += 1

    async def _listen(self, connection: psycopg.AsyncConnection) -> None:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        self.connected = True
        self.wake_all()
        while True:
            # Those that arrive during the check below are kept by psycopg and come with the next round.
            async for notice in connection.notifies(timeout=CHECK):
                self.wake(notice.payload)
            # A connection cut without a word (a firewall, a lost host) is found here.
            async with asyncio.timeout(CONNECT_DEADLINE):
                await connection.execute("SELECT 1")
