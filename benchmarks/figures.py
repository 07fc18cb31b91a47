"""Turns measured, and what is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.texts import Kind


@dataclass(frozen=True)
class Turn:
    """One turn: milliseconds from the post to the first reply read, None when there was none."""

    kind: Kind
    milliseconds: float | None
    began: float = 0.0  # Unix time of the post
    acknowledged: float = 0.0  # Unix time of its answer; the reply's own where the post waits for it
    heard: float = 0.0  # Unix time at which the first reply was read
    turn_id: str | None = None


@dataclass(frozen=True)
class Run:
    """All turns of one run and the seconds it took."""

    turns: tuple[Turn, ...] = field(default_factory=tuple)
    seconds: float = 0.0

    def times(self, *kinds: Kind) -> list[float]:
        """Milliseconds of the answered turns of these kinds, of all kinds when none is named."""
        return [
            turn.milliseconds
            for turn in self.turns
            if turn.milliseconds is not None and (not kinds or turn.kind in kinds)
        ]

    @property
    def answered(self) -> int:
        """How many turns got a reply."""
        return len(self.times())

    @property
    def throughput(self) -> float:
        """Answered turns a second."""
        return self.answered / self.seconds if self.seconds else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` percent lie; 0 of nothing."""
    return float(np.percentile(np.array(values), share)) if values else 0.0


def median_run(runs: Sequence[Run]) -> Run:
    """The run of the middle throughput."""
    return sorted(runs, key=lambda run: run.throughput)[len(runs) // 2]
