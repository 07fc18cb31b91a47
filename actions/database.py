"""The action server's own connection to PostgreSQL, made in the running loop on first use."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

URL_VARIABLE = "OTKLIK_DATABASE_URL"
STATEMENT_TIMEOUT_MS = 3000  # the registry's deadline
OPTIONS = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c default_transaction_read_only=on"
CONNECT_TIMEOUT_S = 2


class NoDatabase(RuntimeError):
    """No database is named in the environment."""


def url_from_environment() -> str:
    """The database's URL; raises `NoDatabase` that names the variable."""
    url = os.environ.get(URL_VARIABLE)
    if not url:
        raise NoDatabase(
            f"{URL_VARIABLE} is not set: name the database as postgresql+psycopg://user@host/name"
        )
    return url


class Database:
    """Sessions for reading. Actions change nothing, so every transaction is read-only."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._engine: AsyncEngine | None = None

    def _connected(self) -> AsyncEngine:
        if self._engine is None:
            self._engine = create_async_engine(
                self._url,
                pool_size=5,
                max_overflow=5,
                pool_timeout=2,
                pool_pre_ping=True,
                isolation_level="AUTOCOMMIT",  # each read stands alone: no BEGIN, no ROLLBACK
                connect_args={
                    "connect_timeout": CONNECT_TIMEOUT_S,
                    "options": OPTIONS,
                },
            )
        return self._engine

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One read-only session."""
        async with async_sessionmaker(self._connected(), expire_on_commit=False)() as session:
            yield session

    async def close(self) -> None:
        """Give the connections back."""
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None
