"""The citizen's clock and the worker's lines make the steps of a turn."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.figures import Turn
from benchmarks.steps import STEPS, read_trace, split
from benchmarks.texts import Kind

POSTED = 1_700_000_000.0
LINE = {
    "event": "turn",
    "turn_id": "t1",
    "timestamp": datetime.fromtimestamp(POSTED + 0.040, UTC).isoformat(),
    "intake_ms": 5.0,
    "engine_ms": 18.0,
    "nlu_ms": 7.0,
    "action_ms": 4.0,
    "commit_ms": 6.0,
}


def test_lines_of_turns_alone_are_read(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_text("\n".join(["no json", json.dumps({"event": "worker_started"}), json.dumps(LINE), '{"ev']))
    assert read_trace(log) == {"t1": LINE}


def test_the_steps_make_up_the_whole() -> None:
    turn = Turn(Kind.QUESTION, 46.0, POSTED, POSTED + 0.008, POSTED + 0.046, "t1")
    steps = split([turn], {"t1": LINE})
    assert list(steps) == [name for name, _ in STEPS]
    assert steps["ack"] == pytest.approx(8.0, abs=0.1)
    assert steps["start"] == pytest.approx(3.0, abs=0.1)
    assert steps["rules"] == pytest.approx(7.0)
    assert steps["push"] == pytest.approx(6.0, abs=0.1)
    assert sum(steps.values()) == pytest.approx(46.0, abs=0.1)


def test_greetings_and_unknown_turns_are_left_out() -> None:
    turns = [
        Turn(Kind.GREETING, 1600.0, POSTED, POSTED, POSTED, "t1"),
        Turn(Kind.QUESTION, 5.0, turn_id="?"),
    ]
    assert set(split(turns, {"t1": LINE}).values()) == {0.0}
