"""A small real HTTP server that speaks the turn channel's contract: for tests of what stands around Rasa.

Texts steer it: "человек" opens a ticket, "кнопки" brings buttons, "источник" a source, all else is echoed.
It can be told to be slow or to fail.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Response

from evaluation.ports import free_port
from tests.support.explanations import explanation


class TinyEngine:
    """What the server does and what it has seen."""

    def __init__(self) -> None:
        self.port = free_port()
        self.turns: list[dict[str, Any]] = []
        self.delay = 0.0
        self.failures = 0
        self.status: int | None = None

    @property
    def url(self) -> str:
        """Base address."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The result of one turn."""
        text = request["payload"] or request["text"]
        events = [{"event": "user", "text": text}, {"event": "bot", "text": text}]
        common = {"intent": "question", "confidence": 0.9, "events": events, "commands": [], "timings": {}}
        if "человек" in text or text == "/person":
            command = {"command": "open_ticket", "reason": "asked", "subject": text}
            return {**common, "outcome": "handed_over", "replies": [], "commands": [command]}
        reply: dict[str, Any] = {"text": f"Вы написали: {text}"}
        if "кнопки" in text:
            reply["buttons"] = [{"title": "Первая", "payload": '/answer{"article":"first"}'}]
        if "источник" in text:
            reply["sources"] = [{"title": "Госуслуги", "url": "https://www.gosuslugi.ru"}]
        return {**common, "outcome": "answered", "replies": [reply]}

    def app(self) -> FastAPI:
        """The HTTP side."""
        app = FastAPI()

        @app.post("/webhooks/turn/webhook")
        async def turn(request: dict[str, Any], response: Response) -> dict[str, Any]:
            self.turns.append(request)
            await asyncio.sleep(self.delay)
            if self.status is not None or self.failures > 0:
                self.failures -= 1
                response.status_code = self.status or 500
                return {"error": "told to fail"}
            return self.answer(request)

        @app.post("/webhooks/turn/parse")
        async def parse(request: dict[str, Any]) -> dict[str, Any]:
            greeting = request["text"].lower().startswith(("привет", "здравств", "добрый"))
            return {"intent": "greet" if greeting else "question", "confidence": 0.9, "entities": []}

        @app.post("/webhooks/turn/explain")
        async def explain(request: dict[str, Any], response: Response) -> dict[str, Any]:
            await asyncio.sleep(self.delay)
            if self.status is not None:
                response.status_code = self.status
                return {"error": "told to fail"}
            return explanation(request["text"])

        @app.get("/webhooks/turn/health")
        async def health() -> dict[str, Any]:
            return {"model_id": "tiny", "fingerprint": "tiny", "passages": 1}

        return app


@contextmanager
def tiny_engine(engine: TinyEngine | None = None) -> Iterator[TinyEngine]:
    """Run the server in a thread."""
    engine = engine or TinyEngine()
    server = uvicorn.Server(
        uvicorn.Config(engine.app(), host="127.0.0.1", port=engine.port, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        yield engine
    finally:
        server.should_exit = True
        thread.join(5)
