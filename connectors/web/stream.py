"""The stream of a conversation: numbered messages and the state, until the page leaves."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from connectors.web import sse
from connectors.web.feed import Feed, State
from connectors.web.notify import Notifier

log = structlog.get_logger(__name__)

RETRY_MS = 1000


class TooManyStreams(Exception):
    """The conversation is open in too many tabs."""


@dataclass(frozen=True)
class Pace:
    """Seconds. A stream ends after `longest`, so that its token is read again when the page returns."""

    poll: tuple[float, float] = (3.0, 5.0)
    heartbeat: float = 15.0
    longest: float = 3600.0


class Streams:
    """Opens streams, bounds their number for each conversation, and ends all when the process stops."""

    def __init__(self, feed: Feed, notifier: Notifier, *, each: int = 10, pace: Pace | None = None) -> None:
        self._feed = feed
        self._notifier = notifier
        self._each = each
        self._pace = pace or Pace()
        self._open: Counter[uuid.UUID] = Counter()
        self._closing = False

    @property
    def count(self) -> int:
        """How many are open."""
        return self._open.total()

    def close(self) -> None:
        """End every stream: pages connect again, to this gateway's successor."""
        self._closing = True
        self._notifier.wake_all()

    def admit(self, conversation_id: uuid.UUID) -> None:
        """Raises `TooManyStreams`."""
        if self._open[conversation_id] >= self._each:
            raise TooManyStreams(str(conversation_id))

    @contextmanager
    def _counted(self, conversation_id: uuid.UUID) -> Iterator[None]:
        self._open[conversation_id] += 1
        try:
            yield
        finally:
            self._open[conversation_id] -= 1
            if self._open[conversation_id] <= 0:
                del self._open[conversation_id]

    async def run(self, conversation_id: uuid.UUID, after: int) -> AsyncIterator[bytes]:
        """The bytes of one stream, one piece a pull at most.

        Ends quietly when the database goes away: the page connects again.
        """
        ends = time.monotonic() + self._pace.longest
        heard = time.monotonic()
        told: State | None = None
        with self._counted(conversation_id), self._notifier.subscribe(conversation_id) as wake:
            yield sse.retry(RETRY_MS)
            while not self._closing and time.monotonic() < ends:
                # Cleared before the pull: what changes during it wakes the next.
                wake.clear()
                try:
                    view = await self._feed.pull(conversation_id, after)
                except (SQLAlchemyError, psycopg.Error, OSError, TimeoutError) as error:
                    log.warning("stream_ended", error=type(error).__name__)
                    return
                # One piece, however much it holds: each is a write to the socket, and wakes the page.
                piece = b"".join(sse.event("message", one.as_json(), one.seq) for one in view.messages)
                after = view.position
                if view.state != told and not view.more:
                    told = view.state
                    piece += sse.event("state", {**told.as_json(), "seq": after})
                if not piece and time.monotonic() - heard >= self._pace.heartbeat:
                    piece = sse.COMMENT
                if piece:
                    yield piece
                    heard = time.monotonic()
                if not view.more:
                    await self._wait(wake)

    async def _wait(self, wake: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(random.uniform(*self._pace.poll)):
                await wake.wait()
        except TimeoutError:
            return
