"""A citizen in the web chat: repeats a post until it is taken, and reads on from where the page was cut."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import httpx

from benchmarks.soak.chat import HURRY, PATIENCE
from benchmarks.soak.tally import Screen, is_answered

PAUSE = 0.3


async def browse(url: str, texts: list[str], chance: random.Random) -> Screen:
    """Say every text and wait until every reply is there, or patience is at its end."""
    async with httpx.AsyncClient(base_url=url, timeout=15) as http:
        page = _Page(http)
        screen = Screen("web")
        for number, text in enumerate(texts):
            screen.said.append(text)
            await page.post(text, f"s{number}")
            if chance.random() > HURRY:
                await page.until_answered(screen, [text])
        await page.until_answered(screen, texts)
        await asyncio.sleep(1.0)  # for a copy that should not come
        await page.read(screen)
        return screen


class _Page:
    """What a page does about a gateway that comes and goes."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._headers: dict[str, str] = {}
        self._seq = 0

    async def post(self, text: str, client_id: str) -> None:
        """Post until it is taken; the id makes a repetition harmless."""
        body = {"text": text, "client_id": client_id}
        while await self._ask("POST", "/api/messages", json=body) is None:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(PAUSE)

    async def read(self, screen: Screen) -> None:
        """Add what is new."""
        answer = await self._ask("GET", "/api/messages", params={"after": self._seq})
        if answer is None:
            return
        for message in answer["messages"]:
            self._seq = message["seq"]
            if message["author"] != "citizen":
                screen.shown.append(message["text"])
        self._seq = max(self._seq, answer["seq"])

    async def until_answered(self, screen: Screen, texts: list[str]) -> None:
        """Return once all are answered, or after `PATIENCE` seconds."""
        ends = time.monotonic() + PATIENCE
        while not all(is_answered(screen, text) for text in texts) and time.monotonic() < ends:
            await self.read(screen)
            await asyncio.sleep(PAUSE)

    async def _ask(self, method: str, path: str, **values: Any) -> dict[str, Any] | None:
        """The answer's body; None when there was none worth reading."""
        try:
            if not self._headers:
                session = (await self._http.post("/api/session")).raise_for_status().json()
                self._headers = {"Authorization": f"Bearer {session['token']}"}
            response = await self._http.request(method, path, headers=self._headers, **values)
        except (httpx.TransportError, httpx.HTTPStatusError):
            return None
        body: dict[str, Any] | None = response.json() if response.is_success else None
        return body
