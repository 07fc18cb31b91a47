"""Try a pooled connection before use, unless it was in use a moment ago.

SQLAlchemy's `pool_pre_ping` tries it every time: a round trip beside each transaction.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

FRESH_SECONDS = 1.0


def try_idle_connections(engine: AsyncEngine) -> None:
    """Have the engine's pool replace connections that died while they lay idle."""
    event.listen(engine.sync_engine, "checkout", _try)
    event.listen(engine.sync_engine, "checkin", _note_use)


def _try(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
    used = record.info.get("used")
    if used is None or time.monotonic() - used < FRESH_SECONDS:
        return
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as error:
        # The server has gone, and with it all connections: the pool opens new ones.
        raise InvalidatePoolError from error
    finally:
        cursor.close()


def _note_use(_: Any, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()
