"""Where the milliseconds of a turn go: the clock of the citizen beside the worker's own line on each turn."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Turn, percentile
from benchmarks.texts import Kind

STEPS = (
    ("ack", "the post is stored and acknowledged"),
    ("start", "until a worker has the job"),
    ("intake", "the message is numbered, the session read"),
    ("nlu", "engine: words, entities, embedding, intent, search"),
    ("action", "engine: the action server's answer"),
    ("rules", "engine: all else that Rasa does, and HTTP"),
    ("commit", "replies, events, delivery are committed"),
    ("push", "the page's stream has the reply"),
)


def read_trace(log: Path) -> dict[str, dict[str, Any]]:
    """The worker's lines on turns, by the turn's id. Lines of others, and cut ones, are passed over."""
    lines: dict[str, dict[str, Any]] = {}
    for text in log.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and line.get("event") == "turn" and "commit_ms" in line:
            lines[str(line["turn_id"])] = line
    return lines


def split_turn(turn: Turn, line: Mapping[str, Any]) -> dict[str, float]:
    """Milliseconds of each step of one turn."""
    committed = datetime.fromisoformat(str(line["timestamp"])).timestamp()
    inner = {name: float(line.get(f"{name}_ms") or 0.0) for name in ("intake", "engine", "commit")}
    nlu, action = float(line.get("nlu_ms") or 0.0), float(line.get("action_ms") or 0.0)
    begun = committed - sum(inner.values()) / 1000
    return {
        "ack": (turn.acknowledged - turn.began) * 1000,
        # A job may be fetched before the post's answer is read: then the two overlap, and this is below 0.
        "start": (begun - turn.acknowledged) * 1000,
        "intake": inner["intake"],
        "nlu": nlu,
        "action": action,
        "rules": inner["engine"] - nlu - action,
        "commit": inner["commit"],
        "push": (turn.heard - committed) * 1000,
    }


def split(turns: Sequence[Turn], trace: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """The median of each step over the turns that are no greetings."""
    known = [
        split_turn(turn, trace[turn.turn_id or ""])
        for turn in turns
        if turn.kind != Kind.GREETING and turn.milliseconds is not None and turn.turn_id in trace
    ]
    return {name: round(percentile([each[name] for each in known], 50), 2) for name, _ in STEPS}
