"""Conversations with the one real engine of the run."""

from __future__ import annotations

import pytest

from tests.support.rasa_server import Engine, Talk


@pytest.fixture(scope="session")
def engine(real_engine: Engine) -> Engine:
    """Rasa and the action server, over the shipped articles."""
    return real_engine


@pytest.fixture
def talk(engine: Engine) -> Talk:
    """A new conversation."""
    return Talk(engine.url)
