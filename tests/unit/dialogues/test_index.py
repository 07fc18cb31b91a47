"""Where the index of Rasa's process finds its database and its day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dialogues.runtime.index import citizens_today, database_url, index_states


def test_the_configuration_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_DATABASE_URL", "postgresql://a/b")
    assert database_url("postgresql://c/d") == "postgresql://c/d"
    assert database_url() == "postgresql://a/b"
    monkeypatch.setenv("OTKLIK_DATABASE_URL", "")
    assert database_url() is None


def test_the_day_is_the_citizens(monkeypatch: pytest.MonkeyPatch) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        monkeypatch.setenv("OTKLIK_TIME_ZONE", zone)
        assert citizens_today() == datetime.now(ZoneInfo(zone)).date()


def test_there_is_no_index_before_the_first_model() -> None:
    assert index_states() == []
