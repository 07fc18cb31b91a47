"""A file of two halves: one to choose by, one to measure with."""

from __future__ import annotations

from typing import Any

from evaluation.lines import BadLine, take_text

HALVES = ("tune", "measure")


def take_half(value: dict[str, Any]) -> str:
    """The half of a line. Raises BadLine."""
    half = take_text(value, "half")
    if half not in HALVES:
        raise BadLine(f'"half" must be one of {", ".join(HALVES)}')
    return half
