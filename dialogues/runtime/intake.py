"""From the request of a turn to the text Rasa reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from dialogues.runtime.turn import Event

MAX_TEXT = 4000  # characters; a longer message is cut, its beginning says what it is about

# Intents that a button may carry. Rasa reads "/name{...}" from anybody; only these are let through, so
# that typing "/restart" does nothing special.
BUTTON_INTENTS = frozenset(
    {
        "affirm",
        "answer",
        "application_status",
        "appointment",
        "complaint",
        "deny",
        "goodbye",
        "greet",
        "group",
        "help",
        "nothing_fits",
        "nothing_said",
        "person",
        "rate",
        "report_error",
        "thanks",
        "topics",
    }
)
ALIASES = {"/start": "/greet", "/status": "/application_status", "/menu": "/topics", "/operator": "/person"}
_PAYLOAD = re.compile(r"/(?P<intent>[a-z_]+)(?P<arguments>\{.*\})?", re.DOTALL)


class BadRequest(ValueError):
    """The request is not one of the contract; the text names the field."""


@dataclass(frozen=True)
class TurnRequest:
    """What the worker asks for: see the contract in docs/architecture.md."""

    turn_id: str
    conversation_id: str
    session: int
    channel: str
    text: str | None
    payload: str | None
    metadata: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    @property
    def sender_id(self) -> str:
        """A session of its own is a sender of its own to Rasa."""
        return f"{self.conversation_id}:{self.session}"

    @classmethod
    def parse(cls, body: Any) -> TurnRequest:
        """Raises `BadRequest` that names the first field at fault."""
        if not isinstance(body, dict):
            raise BadRequest("the body must be a JSON object")
        for name in ("turn_id", "conversation_id", "channel"):
            if not isinstance(body.get(name), str) or not body[name]:
                raise BadRequest(f"{name} must be a non-empty string")
        if not isinstance(body.get("session"), int) or isinstance(body["session"], bool):
            raise BadRequest("session must be an integer")
        for name in ("text", "payload"):
            if not isinstance(body.get(name), str | None):
                raise BadRequest(f"{name} must be a string or null")
        events = body.get("events", [])
        if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
            raise BadRequest("events must be a list of objects")
        metadata = body.get("metadata", {})
        if not isinstance(metadata, dict):
            raise BadRequest("metadata must be an object")
        return cls(
            turn_id=body["turn_id"],
            conversation_id=body["conversation_id"],
            session=body["session"],
            channel=body["channel"],
            text=body.get("text"),
            payload=body.get("payload"),
            metadata=metadata,
            events=events,
        )


def message_text(text: str | None, payload: str | None) -> str:
    """What Rasa reads: a button's payload if it is one of ours, else the words, never any other command.

    A command may be typed as well, but without arguments: those are for buttons. A message without a visible
    character becomes `/nothing_said`.
    """
    command = _command(payload, with_arguments=True) or _command(text, with_arguments=False)
    if command is not None:
        return command
    words = visible(text or "").lstrip("/\\ \n")[:MAX_TEXT].strip()
    return words or "/nothing_said"


def _command(source: str | None, *, with_arguments: bool) -> str | None:
    if not source or not source.startswith("/"):
        return None
    candidate = ALIASES.get(source.strip(), source.strip())
    match = _PAYLOAD.fullmatch(candidate)
    if match is None or match["intent"] not in BUTTON_INTENTS:
        return None
    return candidate if with_arguments or match["arguments"] is None else None


def visible(text: str) -> str:
    """The text without control and zero-width characters; empty when nothing can be seen of it.

    Lines stay lines: each may be a question of its own.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        char if char.isprintable() or char == "\n" else " " for char in lines if char not in _ZERO_WIDTH
    )
    return kept if kept.strip() else ""


_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u2800\u3164\u115f\u1160")
