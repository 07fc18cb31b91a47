"""The one live index of Rasa's process, shared by the retriever and the health page."""

from __future__ import annotations

import os
from threading import Lock
from typing import Any

from knowledge_base.live import LiveIndex

DSN_VARIABLE = "OTKLIK_DATABASE_URL"

_lock = Lock()
_indexes: dict[tuple[str, str], LiveIndex] = {}


def database_url(configured: str | None = None) -> str | None:
    """libpq connection string, from the component's configuration or the environment; None when unset."""
    url = configured or os.environ.get(DSN_VARIABLE)
    return url.replace("postgresql+psycopg://", "postgresql://", 1) if url else None


def shared_index(url: str, fingerprint: str) -> LiveIndex:
    """The index of this database for this encoder, started on first use."""
    with _lock:
        key = (url, fingerprint)
        if key not in _indexes:
            index = LiveIndex(url, fingerprint)
            index.start()
            _indexes[key] = index
        return _indexes[key]


def index_states() -> list[Any]:
    """State of every index of this process; empty before the first model is loaded."""
    with _lock:
        return [index.state() for index in _indexes.values()]
