"""Ask the running stack a question, the way a citizen's browser does, and read what became of it."""

from __future__ import annotations

import time
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
from psycopg.rows import dict_row

from otklik import embedded
from otklik.database import plain_dsn
from otklik.problem import Problem

if TYPE_CHECKING:
    from otklik.settings import Settings

DEADLINE = 30.0
POLL = 0.01


@dataclass(frozen=True)
class Answer:
    """What the citizen reads, and what the turn's record says of it."""

    text: str
    buttons: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    intent: str | None
    confidence: float | None
    outcome: str
    article: str | None
    milliseconds: float

    def as_json(self) -> dict[str, Any]:
        """All fields, ready for JSON."""
        return asdict(self)


class Asker:
    """One conversation with the running stack."""

    def __init__(self, settings: Settings) -> None:
        """Begin a conversation. Raises `Problem` when the gateway or the database is not there."""
        self._client = httpx.Client(base_url=settings.gateway_url, timeout=httpx.Timeout(DEADLINE))
        try:
            session = self._client.post("/api/session").raise_for_status().json()
            self._database = psycopg.connect(
                plain_dsn(embedded.url(settings)), autocommit=True, row_factory=dict_row, connect_timeout=5
            )
        except httpx.HTTPError as error:
            raise Problem(
                f"the gateway does not answer at {settings.gateway_url} ({type(error).__name__})",
                "start the stack with `otklik up`",
            ) from error
        except psycopg.OperationalError as error:
            raise Problem("the database cannot be reached", "start the stack with `otklik up`") from error
        self._headers = {"Authorization": f"Bearer {session['token']}"}
        self.conversation = uuid.UUID(session["conversation"])
        self._seen = 0

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self._database.close()

    def ask(self, text: str, payload: str | None = None) -> Answer:
        """Send a message and wait for its turn. Raises `Problem` when none comes in 30 s."""
        began = time.perf_counter()
        body = {"text": text, "payload": payload, "client_id": uuid.uuid4().hex}
        response = self._client.post("/api/messages", json=body, headers=self._headers)
        if response.is_error:
            raise Problem(f"the message was refused: {response.text[:200]}", "correct it and repeat")
        turn = self._wait_for_turn(uuid.UUID(response.json()["id"]))
        elapsed = (time.perf_counter() - began) * 1000
        replies = self._new_messages()
        return Answer(
            text="\n\n".join(reply["text"] for reply in replies),
            buttons=[button for reply in replies for button in reply["buttons"]],
            sources=[source for reply in replies for source in reply["sources"]],
            intent=turn["intent"],
            confidence=turn["confidence"],
            outcome=turn["outcome"],
            article=turn["article"],
            milliseconds=round(elapsed, 1),
        )

    def _wait_for_turn(self, event_id: uuid.UUID) -> dict[str, Any]:
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            row = self._database.execute(
                "SELECT coalesce(t.intent, '') AS intent, t.confidence, coalesce(t.outcome, 'handed_over')"
                " AS outcome, t.article FROM inbound_events e LEFT JOIN turns t ON t.id = e.id"
                " WHERE e.id = %s AND e.state NOT IN ('received', 'taken')",
                (event_id,),
            ).fetchone()
            if row is not None:
                return {**row, "intent": row["intent"] or None}
            time.sleep(POLL)
        raise Problem(f"no answer in {DEADLINE:.0f} s", "run `otklik doctor` to see what is wrong")

    def _new_messages(self) -> list[dict[str, Any]]:
        response = self._client.get(
            "/api/messages", params={"after": self._seen}, headers=self._headers
        ).raise_for_status()
        messages: list[dict[str, Any]] = response.json()["messages"]
        if messages:
            self._seen = messages[-1]["seq"]
        return [message for message in messages if message["author"] != "citizen"]
