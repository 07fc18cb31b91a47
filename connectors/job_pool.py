"""The job queue's connections: one round trip a query."""

from __future__ import annotations

import time
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg_pool import AsyncConnectionPool

FRESH = 1.0
"""Seconds. A connection that was found alive so lately is not tried again before use."""

Connection = psycopg.AsyncConnection[Any]


class CheckIdle:
    """Tries a connection before use, but not one that was tried a moment ago.

    Procrastinate tries each before each query: a round trip beside every query it makes.
    """

    def __init__(self) -> None:
        self._tried: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()

    async def __call__(self, connection: Connection) -> None:
        """Raises psycopg's error when the connection is dead."""
        now = time.monotonic()
        if now - self._tried.get(connection, -FRESH) < FRESH:
            return
        await AsyncConnectionPool.check_connection(connection)
        self._tried[connection] = now


async def commit_each(connection: Connection) -> None:
    """Procrastinate's queries stand alone: none needs BEGIN and COMMIT around it, nor waits for the disk.

    Here jobs are fetched, ended and tried again; they are deferred over the sessions' connections. A server
    that crashes before these changes are on its disk has forgotten that a job was fetched or ended: the
    job is done again, which changes nothing, and the worker, which lost its connections, was started anew.
    """
    await connection.set_autocommit(True)
    await connection.execute("SET synchronous_commit = off")


def make_pool(**options: Any) -> AsyncConnectionPool[Connection]:
    """A pool as Procrastinate asks for it, with the check above in place of its own."""
    return AsyncConnectionPool(**{**options, "check": CheckIdle(), "configure": commit_each})
