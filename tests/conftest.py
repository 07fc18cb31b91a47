"""Fixtures all tests share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.postgres import Database, PostgresServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One real server for the run, in a folder that another run of the tests leaves alone."""
    folder = Path(tempfile.mkdtemp(prefix="otklik-tests-"))
    server = PostgresServer(folder, free_port())
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Database]:
    """A fresh, migrated database: `.dsn`, `.url`, `.engine`, `.sessions`."""
    with postgres.fresh() as fresh:
        yield fresh
