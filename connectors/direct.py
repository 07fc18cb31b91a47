"""The driver's own connection, for the few statements that every turn makes.

SQLAlchemy's session costs some 0.4 ms of processor time a transaction and as much again for each statement;
psycopg takes 0.1. The connections are those of the sessions' pool, tried and renewed as theirs are.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.util import greenlet_spawn

Connection = psycopg.AsyncConnection[Any]

as_jsonb = partial(Jsonb, dumps=partial(json.dumps, ensure_ascii=False))
"""A value for a jsonb column: letters as they are, not as \\u....: less to write and to read."""


@asynccontextmanager
async def standing_alone(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[Connection]:
    """A pooled connection on which each statement is a transaction of its own: no BEGIN, no COMMIT.

    Raises psycopg's errors, and SQLAlchemy's where the pool gives no connection.
    """
    engine: AsyncEngine = sessions.kw["bind"]
    pooled = await engine.raw_connection()
    connection: Connection = pooled.driver_connection  # type: ignore[assignment]
    try:
        await connection.set_autocommit(True)
        try:
            yield connection
        finally:
            if not connection.closed:
                await connection.set_autocommit(False)
    finally:
        await greenlet_spawn(pooled.close)


async def driver_of(session: AsyncSession) -> Connection:
    """The driver's connection under a session, within the session's transaction."""
    connection = await session.connection()
    raw: Any = await connection.get_raw_connection()
    driver: Connection = raw.driver_connection
    return driver
