"""Keep under a platform's rate without asking it to refuse us."""

from __future__ import annotations

import asyncio
import time

from connectors.messenger import SendDelayed


class Pace:
    """Spaces calls evenly. For one process; several together are held back by the platform itself."""

    def __init__(self, per_second: float, patience: float = 1.0) -> None:
        self._interval = 1.0 / per_second
        self._patience = patience
        self._next = 0.0

    async def wait(self) -> None:
        """Wait for the next free place. Raises `SendDelayed` when it is further away than the patience."""
        now = time.monotonic()
        place = max(now, self._next)
        if place - now > self._patience:
            raise SendDelayed("our own rate is spent", retry_after=place - now)
        self._next = place + self._interval
        await asyncio.sleep(place - now)
