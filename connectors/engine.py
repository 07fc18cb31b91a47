"""Client of the dialogue engine's turn channel: several engines, a deadline, no state.

EngineError
 ├── EngineUnreachable   no engine took the request
 ├── EngineSlow          no answer within the deadline
 └── EngineBroken        an answer that is no turn
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp

OUTCOMES = frozenset(
    {"answered", "choices", "no_answer", "small_talk", "status", "form", "handed_over", "refused", "failed"}
)
DEADLINE = 10.0
CONNECT = 2.0
_JSON = {"Content-Type": "application/json"}


class EngineError(Exception):
    """The turn was not computed; it may be tried again."""


class EngineUnreachable(EngineError):
    """No engine took the request."""


class EngineSlow(EngineError):
    """No answer within the deadline."""


class EngineBroken(EngineError):
    """An answer that is no turn."""


@dataclass(frozen=True)
class TurnRequest:
    """One turn to compute. `events` are the session's tracker events, oldest first: a JSON array, which goes
    through this process as the text it is."""

    turn_id: uuid.UUID
    conversation_id: uuid.UUID
    session: int
    channel: str
    text: str
    payload: str | None = None
    events: str = "[]"
    metadata: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """The body of the request."""
        rest = {
            "turn_id": str(self.turn_id),
            "conversation_id": str(self.conversation_id),
            "session": self.session,
            "channel": self.channel,
            "text": self.text,
            "payload": self.payload,
            "metadata": self.metadata,
        }
        return f'{json.dumps(rest)[:-1]}, "events": {self.events}}}'.encode()


@dataclass(frozen=True)
class TurnResult:
    """What the engine answered. Nothing of it has happened yet."""

    outcome: str
    replies: tuple[dict[str, Any], ...] = ()
    commands: tuple[dict[str, Any], ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    intent: str | None = None
    confidence: float | None = None
    article: str | None = None
    candidates: tuple[dict[str, Any], ...] = ()
    timings: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, body: Any) -> TurnResult:
        """Raises `EngineBroken` unless the body is a turn with an outcome of the closed list."""
        if not isinstance(body, dict) or body.get("outcome") not in OUTCOMES:
            raise EngineBroken("the engine's answer has no outcome of the closed list")
        if body["outcome"] != "handed_over" and not body.get("replies"):
            raise EngineBroken(f"outcome {body['outcome']} without a reply")
        return cls(
            outcome=body["outcome"],
            replies=tuple(body.get("replies") or ()),
            commands=tuple(body.get("commands") or ()),
            events=tuple(body.get("events") or ()),
            intent=body.get("intent"),
            confidence=body.get("confidence"),
            article=body.get("article"),
            candidates=tuple(body.get("candidates") or ()),
            timings=body.get("timings") or {},
        )


class Engines:
    """The dialogue engines, least busy first, the next one on a connection error."""

    def __init__(self, urls: Sequence[str], deadline: float = DEADLINE) -> None:
        if not urls:
            raise ValueError("no dialogue engine is named: set OTKLIK_RASA_URLS")
        self._busy = dict.fromkeys(urls, 0)
        self._timeout = aiohttp.ClientTimeout(total=deadline, sock_connect=CONNECT)
        self._kept: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._kept is not None:
            await self._kept.close()

    @property
    def _http(self) -> aiohttp.ClientSession:
        # Made within the running loop, to which it belongs.
        if self._kept is None or self._kept.closed:
            connector = aiohttp.TCPConnector(limit=0)
            self._kept = aiohttp.ClientSession(timeout=self._timeout, connector=connector)
        return self._kept

    async def turn(self, request: TurnRequest) -> TurnResult:
        """Compute a turn. Raises `EngineError`."""
        return TurnResult.from_json(await self._post("/webhooks/turn/webhook", request.as_json()))

    async def parse(self, text: str) -> dict[str, Any]:
        """Understand a text without answering. Raises `EngineError`."""
        body = await self._post("/webhooks/turn/parse", json.dumps({"text": text}).encode())
        if not isinstance(body, dict):
            raise EngineBroken("the engine's parse is no object")
        return body

    async def _post(self, path: str, body: bytes) -> Any:
        failure: EngineError = EngineUnreachable("no engine")
        for url in sorted(self._busy, key=self._busy.__getitem__):
            self._busy[url] += 1
            try:
                async with self._http.post(url + path, data=body, headers=_JSON) as response:
                    return await _read(url, response)
            except aiohttp.ConnectionTimeoutError as error:
                failure = EngineUnreachable(f"{url}: {type(error).__name__}")
            except TimeoutError as error:
                raise EngineSlow(f"{url}: {type(error).__name__}") from error
            except aiohttp.ClientError as error:
                # A turn changes nothing, so it may be asked of the next engine.
                failure = EngineUnreachable(f"{url}: {type(error).__name__}")
            finally:
                self._busy[url] -= 1
        raise failure


async def _read(url: str, response: aiohttp.ClientResponse) -> Any:
    if response.status == HTTPStatus.GATEWAY_TIMEOUT:
        raise EngineSlow(f"{url}: {response.status}")
    if response.status != HTTPStatus.OK:
        raise EngineBroken(f"{url}: status {response.status}")
    try:
        return json.loads(await response.read())
    except ValueError as error:
        raise EngineBroken(f"{url}: no JSON") from error
