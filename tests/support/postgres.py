"""A real PostgreSQL for the tests: one server a run, a migrated template, a fresh copy for each test."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from otklik.database import make_sessions, plain_dsn, sqlalchemy_url, upgrade
from otklik.embedded import Server

TEMPLATE = "template_otklik"
_numbers = itertools.count(1)


@dataclass
class Database:
    """A migrated, empty database of a test's own."""

    url: str
    dsn: str
    name: str
    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]


class PostgresServer:
    """A server over a folder of the run; it can be restarted in the middle of a test."""

    def __init__(self, folder: Path, port: int) -> None:
        self.server = Server(folder / "data", port, folder / "postgres.log", loopback=False)
        self.server.start()
        self._make_template()

    def _make_template(self) -> None:
        self._admin(f'CREATE DATABASE "{TEMPLATE}"')
        upgrade(self.server.url(TEMPLATE))

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.server.dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """A copy of the template, dropped at the end."""
        name = f"t{os.getpid()}_{next(_numbers)}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
        address = self.server.url(name)
        engine = create_async_engine(sqlalchemy_url(address), poolclass=NullPool)
        try:
            yield Database(
                make_url(address).render_as_string(hide_password=False),
                plain_dsn(address),
                name,
                engine,
                make_sessions(engine),
            )
        finally:
            self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def restart(self) -> None:
        """Stop and start the server; every connection is lost."""
        self.server.stop()
        self.server.start()

    def stop(self) -> None:
        """Stop the server."""
        self.server.stop()
