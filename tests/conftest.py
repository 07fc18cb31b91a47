"""Fixtures all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.ports import free_port
from tests.support.postgres import Database, PostgresServer


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One real server for the run."""
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), free_port())
    yield server
    server.stop()


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Database]:
    """A fresh, migrated database: `.dsn`, `.url`, `.engine`, `.sessions`."""
    with postgres.fresh() as fresh:
        yield fresh
