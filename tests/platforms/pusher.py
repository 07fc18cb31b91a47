"""Push events to the product's address, as platforms do: in order for each chat, again until taken."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

Taken = Callable[[int, bytes], Awaitable[bool]]


class Pusher:
    """Sends each chat's events one after another, with ever longer pauses between the tries."""

    def __init__(self, timeout: float, first_pause: float = 0.2, longest_pause: float = 2.0) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._waiting: dict[int, deque[dict[str, Any]]] = defaultdict(deque)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._http: aiohttp.ClientSession | None = None
        self.url: str | None = None
        self.headers: dict[str, str] = {}
        self.taken: Taken = _never
        self.tries: list[int] = []

    @property
    def count(self) -> int:
        """Events not taken yet."""
        return sum(len(events) for events in self._waiting.values())

    def push(self, peer: int, event: dict[str, Any]) -> None:
        """Send the event after the chat's earlier ones."""
        self._waiting[peer].append(event)
        if peer not in self._tasks or self._tasks[peer].done():
            self._tasks[peer] = asyncio.create_task(self._drain(peer))

    async def send(self, event: dict[str, Any], retry: int = 0) -> tuple[int, bytes]:
        """One try: status (0 for no answer) and body."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=self._timeout)
        headers = {**self.headers, **({"X-Retry-Counter": str(retry)} if retry else {})}
        try:
            async with self._http.post(self.url or "", json=event, headers=headers) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError):
            status, body = 0, b""
        self.tries.append(status)
        return status, body

    async def take_back(self) -> list[dict[str, Any]]:
        """Push no more; what nobody has taken, oldest first within each chat."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        waiting = [event for events in self._waiting.values() for event in events]
        self._waiting.clear()
        self.url = None
        return waiting

    async def stop(self) -> None:
        """Give up."""
        await self.take_back()
        if self._http is not None:
            await self._http.close()

    async def _drain(self, peer: int) -> None:
        events = self._waiting[peer]
        while events:
            retry = 0
            while not await self.taken(*await self.send(events[0], retry)):
                retry += 1
                await asyncio.sleep(min(self._first_pause * 2 ** (retry - 1), self._longest_pause))
            events.popleft()


async def _never(status: int, body: bytes) -> bool:
    return False
