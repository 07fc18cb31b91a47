"""A conversation with a dialogue engine over its turn channel, its events kept as the worker keeps them."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from evaluation.given import Given, failed, read_given

DEADLINE = 15.0
ATTEMPTS = 2  # a turn that fails is retried in production too


@dataclass
class Conversation:
    """Turns of one session, one after the other."""

    client: httpx.Client  # its base address is the engine's
    name: str = field(default_factory=lambda: str(uuid.uuid4()))
    events: list[dict[str, Any]] = field(default_factory=list)

    def say(self, text: str, payload: str | None = None) -> Given:
        """What was given for a message or a pressed button; a turn without a result is told as failed."""
        request = {
            "turn_id": str(uuid.uuid4()),
            "conversation_id": self.name,
            "session": 1,
            "channel": "web",
            "text": text,
            "payload": payload,
            "metadata": {},
            "events": self.events,
        }
        began = time.perf_counter()
        for _ in range(ATTEMPTS):
            began = time.perf_counter()
            try:
                answer = self.client.post("/webhooks/turn/webhook", json=request)
                result = answer.raise_for_status().json()
            except (httpx.HTTPError, ValueError):
                continue
            self.events = [*self.events, *result.get("events", [])]
            return read_given(result, (time.perf_counter() - began) * 1000)
        return failed((time.perf_counter() - began) * 1000)
