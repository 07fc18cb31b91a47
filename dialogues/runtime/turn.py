"""The turn in hand: what came with the request, what Rasa made of it, and what went wrong on the way.

Rasa's tracker store and action client are made once a process and see neither the request nor its
answer; they find the turn in a context variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]  # one tracker event as Rasa writes it to JSON


@dataclass
class Turn:
    """State of one turn. Times are in milliseconds."""

    sender_id: str
    events: list[Event]  # the session so far, oldest first
    new_events: list[Event] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)  # Rasa's responses, whole
    failures: list[str] = field(default_factory=list)  # what Rasa would have swallowed
    action_ms: float = 0.0


_current: ContextVar[Turn | None] = ContextVar("turn", default=None)


def current_turn() -> Turn | None:
    """The turn this task works on, or None outside a turn."""
    return _current.get()


@contextmanager
def turn_in_hand(turn: Turn) -> Iterator[Turn]:
    """Make `turn` the current one of this task and of the tasks it starts."""
    token = _current.set(turn)
    try:
        yield turn
    finally:
        _current.reset(token)
