"""The turn channel over HTTP, with a callable in Rasa's place: a channel sees no more of Rasa than that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.utils.endpoints import EndpointConfig

from dialogues.runtime import turn_channel
from dialogues.runtime.action_client import ActionClient
from dialogues.runtime.turn import current_turn
from dialogues.runtime.turn_channel import TurnChannel
from tests.unit.dialogues.serving import new_app, served

REQUEST = {
    "turn_id": "t1",
    "conversation_id": "c",
    "session": 1,
    "channel": "web",
    "text": "привет",
    "events": [],
}


class Engine:
    """Answers as Rasa would; `behave` says how."""

    def __init__(self) -> None:
        self.behave = "answer"
        self.heard: list[UserMessage] = []
        self.processor = SimpleNamespace(action_endpoint=None)
        self.action_endpoint: Any = EndpointConfig("http://127.0.0.1:9/webhook")
        self.model_id = "model"

    def is_ready(self) -> bool:
        return True

    async def handle(self, message: UserMessage) -> None:
        self.heard.append(message)
        turn = current_turn()
        assert turn is not None
        intent = {"name": "greet", "confidence": 0.9}
        turn.new_events = [
            {"event": "user", "timestamp": 0.0, "parse_data": {"intent": intent, "entities": []}}
        ]
        match self.behave:
            case "slow":
                await asyncio.sleep(5)
            case "raise":
                raise ValueError("сло" + "ва")
            case "answer":
                told = {"otklik": {"outcome": "small_talk"}}
                await message.output_channel.send_response("c:1", {"text": "Здравствуйте!", "custom": told})

    async def parse_message(self, text: str) -> dict[str, Any]:
        return {
            "text": text,
            "intent": {"name": "question", "confidence": 0.81234},
            "entities": [{"entity": "inn", "value": "1", "start": 0, "end": 1, "extractor": "x"}],
            "candidates": [{"article": "inn", "title": "ИНН", "score": 0.7}],
            "normal_form": text.lower(),
        }


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
async def channel(engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    app = new_app()
    app.ctx.agent = engine
    app.blueprint(TurnChannel().blueprint(engine.handle), url_prefix="/webhooks/turn")
    async with served(app) as address, httpx.AsyncClient(base_url=f"{address}/webhooks/turn") as client:
        yield client


async def test_a_turn(channel: httpx.AsyncClient, engine: Engine) -> None:
    answer = await channel.post("/webhook", json=REQUEST)
    assert answer.status_code == 200
    body = answer.json()
    assert body["outcome"] == "small_talk"
    assert body["replies"] == [{"text": "Здравствуйте!", "buttons": [], "sources": []}]
    assert set(body["timings"]) == {"nlu_ms", "action_ms", "total_ms"}
    heard = engine.heard[0]
    assert (heard.sender_id, heard.input_channel, heard.message_id) == ("c:1", "web", "t1")


async def test_a_button_is_heard_instead_of_the_text(channel: httpx.AsyncClient, engine: Engine) -> None:
    await channel.post("/webhook", json={**REQUEST, "payload": "/help"})
    assert engine.heard[0].text == "/help"


@pytest.mark.parametrize(
    ("behave", "status", "why"),
    [
        ("silent", 502, "no action told an outcome"),
        ("raise", 500, "ValueError"),
        ("slow", 504, "longer than"),
    ],
)
async def test_a_turn_without_a_result_is_an_error(
    channel: httpx.AsyncClient,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    behave: str,
    status: int,
    why: str,
) -> None:
    monkeypatch.setattr(turn_channel, "TURN_DEADLINE_S", 0.2)
    engine.behave = behave
    answer = await channel.post("/webhook", json=REQUEST)
    assert answer.status_code == status
    assert why in answer.json()["error"]


async def test_an_error_does_not_quote_the_citizen(
    channel: httpx.AsyncClient, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.behave = "raise"
    answer = await channel.post("/webhook", json=REQUEST)
    assert "слова" not in answer.text
    assert "слова" not in caplog.text


async def test_a_bad_request_is_the_callers_fault(channel: httpx.AsyncClient) -> None:
    answer = await channel.post("/webhook", json={**REQUEST, "session": "x"})
    assert answer.status_code == 400
    assert "session" in answer.json()["error"]
    assert (await channel.post("/parse", json={})).status_code == 400
    assert (await channel.post("/webhook", content=b"{")).status_code == 400


async def test_parse_changes_nothing(channel: httpx.AsyncClient, engine: Engine) -> None:
    body = (await channel.post("/parse", json={"text": "ИНН"})).json()
    assert body == {
        "intent": "question",
        "confidence": 0.8123,
        "entities": [{"entity": "inn", "value": "1", "start": 0, "end": 1}],
        "candidates": [{"article": "inn", "title": "ИНН", "score": 0.7}],
        "decision": None,
        "normal_form": "инн",
    }
    assert engine.heard == []


async def test_health_names_what_is_missing(channel: httpx.AsyncClient) -> None:
    body = (await channel.get("/health")).json()
    assert body["model_id"] == "model"
    assert body["passages"] == 0
    assert body["status"] == "degraded"
    assert "OTKLIK_DATABASE_URL" in body["problems"][0]


async def test_rasas_client_of_actions_is_replaced(channel: httpx.AsyncClient, engine: Engine) -> None:
    assert (await channel.get("/")).json() == {"channel": "turn"}
    assert isinstance(engine.action_endpoint, ActionClient)
    assert engine.processor.action_endpoint is engine.action_endpoint
