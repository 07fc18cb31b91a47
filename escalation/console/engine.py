"""The dialogue engine as the playground asks it: one question, a deadline, nothing kept.

EngineError
 ├── EngineAway     no engine took the request
 ├── EngineLate     no answer within the deadline
 └── EngineFailed   an answer that explains nothing
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import aiohttp

DEADLINE = 6.0  # seconds; a reading takes a few hundredths of one
CONNECT = 2.0
PATH = "/webhooks/turn/explain"


class EngineError(Exception):
    """The question was not read; it may be asked again."""


class EngineAway(EngineError):
    """No engine took the request."""


class EngineLate(EngineError):
    """No answer within the deadline."""


class EngineFailed(EngineError):
    """An answer that explains nothing."""


class Engine:
    """The dialogue engines by their base addresses, in their order; the next one on a connection error."""

    def __init__(self, urls: Sequence[str], deadline: float = DEADLINE) -> None:
        self._urls = tuple(urls)
        self._timeout = aiohttp.ClientTimeout(total=deadline, sock_connect=min(CONNECT, deadline))

    async def explain(self, text: str) -> dict[str, Any]:
        """What the engine makes of a question, as in docs/architecture.md. Raises `EngineError`."""
        # Asked seldom, so no connection is kept.
        async with aiohttp.ClientSession(timeout=self._timeout) as http:
            for url in self._urls:
                try:
                    async with http.post(url + PATH, json={"text": text}) as response:
                        return await _read(response)
                except aiohttp.ConnectionTimeoutError:
                    continue
                except TimeoutError as error:
                    raise EngineLate from error
                except aiohttp.ClientError:
                    continue
        raise EngineAway


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    if response.status == HTTPStatus.GATEWAY_TIMEOUT:
        raise EngineLate
    if response.status != HTTPStatus.OK:
        raise EngineFailed(f"status {response.status}")
    try:
        body = json.loads(await response.read())
    except ValueError as error:
        raise EngineFailed("no JSON") from error
    if not isinstance(body, dict):
        raise EngineFailed("no object")
    return body
