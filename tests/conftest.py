"""Fixtures all tests share."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Settings of this machine's own stack are nothing to the tests: its database and its tokens are real.
for name in [name for name in os.environ if name.startswith("OTKLIK_") or name == "DATABASE_URL"]:
    del os.environ[name]
os.environ["OTKLIK_ENV_FILE"] = os.devnull

from evaluation.ports import free_port
from tests.support.knowledge import fill
from tests.support.postgres import Database, PostgresServer
from tests.support.rasa_server import Engine, running_engine, trained_model


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


@pytest.fixture(scope="session")
def rasa_model() -> Path:
    """The real model, trained once a run at most."""
    return trained_model()


@pytest.fixture(scope="session")
def filled(postgres: PostgresServer) -> Iterator[Database]:
    """A database with the shipped articles, their vectors, and the sample of applications."""
    with postgres.fresh() as database:
        asyncio.run(fill(database))
        yield database


@pytest.fixture(scope="session")
def real_engine(
    rasa_model: Path, filled: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Rasa and the action server, running over `filled`."""
    with running_engine(rasa_model, filled.url, tmp_path_factory.mktemp("engine")) as running:
        yield running
