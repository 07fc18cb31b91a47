"""Rasa's own SQL tracker store. The address is built here, because Rasa 3.6 builds it for SQLAlchemy 1.4."""

from __future__ import annotations

from typing import Any

from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy.engine import URL, make_url


class PostgresTrackerStore(SQLTrackerStore):
    """Named in endpoints.yml; `address` is an SQLAlchemy address."""

    def __init__(self, domain: Any = None, address: str = "", event_broker: Any = None, **_: Any) -> None:
        super().__init__(domain, dialect="postgresql", host=address, event_broker=event_broker)

    @staticmethod
    def get_db_url(dialect: str, host: str | None = None, *_: Any, **__: Any) -> URL:
        """The address as it was given."""
        return make_url(host or dialect)
