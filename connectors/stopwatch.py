"""How long the steps of a turn take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Collects milliseconds by the step's name; a step taken twice adds up."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done within, whether or not it succeeds. `name` ends with `_ms`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - began) * 1000
            self.steps[name] = round(self.steps.get(name, 0.0) + spent, 2)
