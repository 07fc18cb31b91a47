"""One real engine for all conversations: trained once, over the shipped articles."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.knowledge import fill
from tests.support.postgres import Database, PostgresServer
from tests.support.rasa_server import Engine, Talk, running_engine, trained_model


@pytest.fixture(scope="session")
def rasa_model() -> Path:
    """The trained model."""
    return trained_model()


@pytest.fixture(scope="session")
def filled(postgres: PostgresServer) -> Iterator[Database]:
    """A database with the shipped articles, their vectors, and the sample of applications."""
    with postgres.fresh() as database:
        asyncio.run(fill(database))
        yield database


@pytest.fixture(scope="session")
def engine(rasa_model: Path, filled: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Rasa and the action server, running."""
    with running_engine(rasa_model, filled.url, tmp_path_factory.mktemp("engine")) as running:
        yield running


@pytest.fixture
def talk(engine: Engine) -> Talk:
    """A new conversation."""
    return Talk(engine.url)
