"""A citizen in the web chat: posts a message, reads the reply from the open stream."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from benchmarks.figures import Turn
from benchmarks.load import HandedOver
from benchmarks.texts import Line


class WebCitizen:
    """One conversation with an open stream."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, token: str, stream: aiohttp.ClientResponse
    ) -> None:
        self._http = http
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._stream = stream
        self._ids = itertools.count(1)

    async def say(self, line: Line) -> Turn:
        """Post, and wait for the first reply that follows this message in the conversation.

        Raises `HandedOver` when the conversation was given to a person before.
        """
        client_id = f"b{next(self._ids)}"
        clock, began = time.perf_counter(), time.time()
        body = {"text": line.text, "client_id": client_id}
        async with self._http.post(f"{self._url}/api/messages", json=body, headers=self._headers) as answer:
            answer.raise_for_status()
            turn_id = (await answer.json())["id"]
        acknowledged = time.time()
        mine: int | None = None
        while True:
            message = await self._next_message()
            if message["client_id"] == client_id:
                mine = message["seq"]
            elif message["author"] != "citizen" and mine is not None and message["seq"] > mine:
                spent = (time.perf_counter() - clock) * 1000
                return Turn(line.kind, spent, began, acknowledged, time.time(), turn_id)

    async def _next_message(self) -> dict[str, Any]:
        name = ""
        async for raw in self._stream.content:
            field, _, value = raw.decode().rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data" and name == "message":
                message: dict[str, Any] = json.loads(value)
                return message
            elif field == "data" and name == "state" and json.loads(value)["owner"] != "bot":
                raise HandedOver
        raise EOFError("the stream has ended")


@asynccontextmanager
async def meet_on_web(http: aiohttp.ClientSession, url: str) -> AsyncIterator[WebCitizen]:
    """A new conversation with the gateway at `url`, its stream open."""
    async with http.post(f"{url}/api/session") as answer:
        token = (await answer.json())["token"]
    headers = {"Authorization": f"Bearer {token}"}
    async with http.get(f"{url}/api/stream", headers=headers) as stream:
        stream.raise_for_status()
        yield WebCitizen(http, url, token, stream)
