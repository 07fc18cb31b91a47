"""Asks every question of a file, each as the first turn of a new conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import httpx

from evaluation.conversation import DEADLINE, Conversation
from evaluation.given import Given
from evaluation.progress import Progress, say_nothing


def ask_all(texts: Sequence[str], engine: str, tell: Progress = say_nothing) -> Iterator[Given]:
    """Yield what the engine at the address `engine` gave for each text, in order."""
    with httpx.Client(base_url=engine, timeout=DEADLINE) as client:
        for done, text in enumerate(texts):
            tell("turns", done, len(texts))
            yield Conversation(client).say(text)
        tell("turns", len(texts), len(texts))
