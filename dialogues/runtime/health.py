"""What Rasa's process says of itself: the model, the encoder, the index."""

from __future__ import annotations

from typing import Any

from dialogues.runtime.index import index_states


def health_of(agent: Any) -> dict[str, Any]:
    """`status` is "ok", or "degraded" with the reasons in `problems`."""
    problems: list[str] = []
    if agent is None or not agent.is_ready():
        problems.append("no model is loaded: run `otklik train`")
    states = index_states()
    if not states:
        problems.append("no index: OTKLIK_DATABASE_URL is not set")
    for state in states:
        if state.loaded_at is None:
            problems.append("the index has not been loaded yet: is the database up?")
        elif not state.connected:
            problems.append("the index is served as last loaded: the database cannot be reached")
        if state.missing:
            problems.append(f"{state.missing} passages have no vector yet: run `otklik kb import`")
    return {
        "status": "degraded" if problems else "ok",
        "problems": problems,
        "model_id": agent.model_id if agent is not None else None,
        "encoder": states[0].fingerprint if states else None,
        "passages": states[0].passages if states else 0,
        "missing_vectors": states[0].missing if states else 0,
        "calibrated": states[0].calibrated if states else False,
    }
