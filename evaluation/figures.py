"""Figures and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Sequence

Z_95 = 1.959964  # standard normal quantile of a two-sided 95 % interval
Interval = tuple[float, float]


def share(count: int, of: int) -> float | None:
    """`count` out of `of`, 0 to 1; None where there is nothing to count."""
    return count / of if of else None


def wilson_interval(count: int, of: int) -> Interval:
    """The 95 % interval of a share, by Wilson: good near 0 and 1 and for few rows too."""
    if not of:
        return 0.0, 1.0
    seen = count / of
    spread = Z_95 * math.sqrt(seen * (1 - seen) / of + Z_95**2 / (4 * of**2))
    middle = seen + Z_95**2 / (2 * of)
    scale = 1 + Z_95**2 / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def macro_f1(truth: Sequence[str], given: Sequence[str]) -> float:
    """Mean over the labels of `truth` of the harmonic mean of precision and recall."""
    scores = []
    for label in sorted(set(truth)):
        hits = sum(t == g == label for t, g in zip(truth, given, strict=True))
        scores.append(2 * hits / (truth.count(label) + given.count(label)))
    return sum(scores) / len(scores) if scores else 0.0


def rounded(value: float | None, digits: int = 4) -> float | None:
    """For a report; None stays None."""
    return None if value is None else round(value, digits)
