"""Keep under a platform's rate without asking it to refuse us."""

from __future__ import annotations

import asyncio
import time

from connectors.messenger import SendDelayed


class Pace:
    """Lets `burst` calls through at once and then `per_second`: both within any second at most.

    For one process; several together are held back by the platform itself.
    """

    def __init__(self, per_second: float, burst: int = 1, patience: float = 1.0) -> None:
        self._interval = 1.0 / per_second
        self._burst = burst
        self._patience = patience
        self._next = 0.0

    async def wait(self) -> None:
        """Wait for the next free place. Raises `SendDelayed` when it is further away than the patience."""
        now = time.monotonic()
        place = max(self._next, now - (self._burst - 1) * self._interval)
        if place - now > self._patience:
            raise SendDelayed("our own rate is spent", retry_after=place - now)
        self._next = place + self._interval
        await asyncio.sleep(max(0.0, place - now))
