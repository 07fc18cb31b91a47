"""The one live index of Rasa's process, shared by the retriever and the health page."""

from __future__ import annotations

import os
from datetime import date, datetime
from threading import Lock
from zoneinfo import ZoneInfo

from knowledge_base.calibration import Calibration
from knowledge_base.live import LiveIndex, LiveState
from knowledge_base.search import Lemmatise

DSN_VARIABLE = "OTKLIK_DATABASE_URL"
ZONE_VARIABLE = "OTKLIK_TIME_ZONE"
FIRST_LOAD_S = 20.0  # how long a start waits for the index; later is no error, only no answers yet

_lock = Lock()
_indexes: dict[tuple[str, str], LiveIndex] = {}


def database_url(configured: str | None = None) -> str | None:
    """The database's URL, from the component's configuration or the environment; None when unset."""
    return configured or os.environ.get(DSN_VARIABLE) or None


def citizens_today() -> date:
    """Today where the citizens are: articles begin and end at their midnight."""
    return datetime.now(ZoneInfo(os.environ.get(ZONE_VARIABLE, "Europe/Moscow"))).date()


def shared_index(
    url: str, fingerprint: str, dimension: int, lemmatise: Lemmatise, calibration: Calibration
) -> LiveIndex:
    """The index of this database for this encoder; started on first use, and then waited for a while."""
    with _lock:
        key = (url, fingerprint)
        if key not in _indexes:
            index = LiveIndex(
                url,
                dimension=dimension,
                fingerprint=fingerprint,
                lemmatise=lemmatise,
                calibration=calibration,
                today=citizens_today,
            )
            index.start(FIRST_LOAD_S)
            _indexes[key] = index
        return _indexes[key]


def index_states() -> list[LiveState]:
    """State of every index of this process; empty before the first model is loaded."""
    with _lock:
        return [index.state() for index in _indexes.values()]
