"""A citizen's page, as far as HTTP knows it."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

_ids = itertools.count(1)


class WebClient:
    """Speaks the web chat's API with one session."""

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=15)
        self.token = ""
        self.conversation = uuid.UUID(int=0)

    @property
    def headers(self) -> dict[str, str]:
        """What names the session."""
        return {"Authorization": f"Bearer {self.token}"}

    async def open(self) -> None:
        """Open a session."""
        body = (await self.http.post("/api/session")).raise_for_status().json()
        self.token, self.conversation = body["token"], uuid.UUID(body["conversation"])

    async def post(self, text: str, client_id: str | None = None, **body: Any) -> httpx.Response:
        """Say something."""
        body = {"text": text, "client_id": client_id or f"c{next(_ids)}", **body}
        return await self.http.post("/api/messages", json=body, headers=self.headers)

    async def history(self, after: int = 0) -> dict[str, Any]:
        """The history after a number."""
        answer = await self.http.get("/api/messages", params={"after": after}, headers=self.headers)
        body: dict[str, Any] = answer.raise_for_status().json()
        return body

    @asynccontextmanager
    async def stream(
        self, after: int | None = None, headers: dict[str, str] | None = None
    ) -> AsyncIterator[EventReader]:
        """An open stream."""
        params = {} if after is None else {"after": after}
        request = self.http.stream(
            "GET", "/api/stream", params=params, headers={**self.headers, **(headers or {})}
        )
        async with request as response:
            yield EventReader(response)


class EventReader:
    """Reads events off a stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self, name: str | None = None, seconds: float = 5) -> dict[str, Any]:
        """The next event, or the next of that name: `{"event", "id", "data"}`. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            while True:
                event = await self._read()
                if "data" in event and name in (None, event["event"]):
                    return event

    async def next_comment(self, seconds: float) -> None:
        """Wait for a heartbeat. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            async for line in self._lines:
                if line.startswith(":"):
                    return

    async def ended(self, seconds: float = 5) -> None:
        """Wait for the end of the stream. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            async for _ in self._lines:
                continue

    async def _read(self) -> dict[str, Any]:
        event: dict[str, Any] = {"event": "message", "id": None}
        async for line in self._lines:
            if not line:
                return event
            field, _, value = line.partition(": ")
            event[field] = json.loads(value) if field == "data" else value
        raise EOFError("the stream has ended")


@asynccontextmanager
async def web_client(url: str) -> AsyncIterator[WebClient]:
    """A page with a fresh session."""
    client = WebClient(url)
    await client.open()
    try:
        yield client
    finally:
        await client.http.aclose()
