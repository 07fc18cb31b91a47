"""What decided about a message, kept for the one who asked to see it and for nobody else.

The retriever of a loaded model is made once a process and knows no request; who wants to see what it saw
leaves a list in a context variable, as a turn does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from dialogues.runtime.evidence import Evidence, Thresholds, Verdict
from dialogues.runtime.finding import Finding
from knowledge_base import calibration


@dataclass(frozen=True)
class Insight:
    """One message as the retriever weighed it, with the numbers it went by."""

    finding: Finding
    thresholds: calibration.Thresholds | None  # of the search; None without a database
    evidence: Evidence
    verdict: Verdict
    limits: Thresholds  # of the intent


_wanted: ContextVar[list[Insight] | None] = ContextVar("insights", default=None)


def note(insight: Insight) -> None:
    """Keep the insight if somebody in this task asked for it."""
    wanted = _wanted.get()
    if wanted is not None:
        wanted.append(insight)


@contextmanager
def insights() -> Iterator[list[Insight]]:
    """A list that this task's insights come into."""
    seen: list[Insight] = []
    token = _wanted.set(seen)
    try:
        yield seen
    finally:
        _wanted.reset(token)
