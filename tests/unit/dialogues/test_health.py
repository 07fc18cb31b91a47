"""What Rasa's process says of itself."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from dialogues.runtime import health
from dialogues.runtime.health import health_of
from knowledge_base.live import LiveState

READY = SimpleNamespace(is_ready=lambda: True, model_id="m")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def state(**change: Any) -> LiveState:
    whole = {
        "passages": 9,
        "missing": 0,
        "fingerprint": "f",
        "calibrated": True,
        "loaded_at": NOW,
        "connected": True,
    }
    return LiveState(**{**whole, **change})


@pytest.mark.parametrize(
    ("agent", "states", "status", "problem"),
    [
        (READY, [state()], "ok", None),
        (READY, [], "degraded", "OTKLIK_DATABASE_URL"),
        (READY, [state(loaded_at=None)], "degraded", "is the database up"),
        (READY, [state(connected=False)], "degraded", "cannot be reached"),
        (READY, [state(missing=3)], "degraded", "3 passages"),
        (None, [state()], "degraded", "otklik train"),
        (SimpleNamespace(is_ready=lambda: False, model_id=None), [state()], "degraded", "otklik train"),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, agent: Any, states: list[LiveState], status: str, problem: str | None
) -> None:
    monkeypatch.setattr(health, "index_states", lambda: states)
    told = health_of(agent)
    assert told["status"] == status
    assert told["problems"] == [] if problem is None else problem in told["problems"][0]
    assert told["passages"] == (9 if states else 0)
