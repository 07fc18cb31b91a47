"""Asks every question of a file, each as the first turn of a new conversation."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence

import httpx

from evaluation.given import Given, failed, read_given
from evaluation.progress import Progress, say_nothing

DEADLINE = 15.0
ATTEMPTS = 2  # a turn that fails is retried in production too


def ask_all(texts: Sequence[str], engine: str, tell: Progress = say_nothing) -> Iterator[Given]:
    """Yield what the engine at the address `engine` gave for each text, in order."""
    with httpx.Client(base_url=engine, timeout=DEADLINE) as client:
        for done, text in enumerate(texts):
            tell("turns", done, len(texts))
            yield _ask(client, text)
        tell("turns", len(texts), len(texts))


def _ask(client: httpx.Client, text: str) -> Given:
    name = str(uuid.uuid4())
    request = {
        "turn_id": name,
        "conversation_id": name,
        "session": 1,
        "channel": "web",
        "text": text,
        "payload": None,
        "metadata": {},
        "events": [],
    }
    began = time.perf_counter()
    for _ in range(ATTEMPTS):
        began = time.perf_counter()
        try:
            result = client.post("/webhooks/turn/webhook", json=request).raise_for_status().json()
        except (httpx.HTTPError, ValueError):
            continue
        return read_given(result, (time.perf_counter() - began) * 1000)
    return failed((time.perf_counter() - began) * 1000)
