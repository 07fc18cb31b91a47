"""Rasa's way to the action server, against a real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from sanic.request import Request
from sanic.response import HTTPResponse, json

from dialogues.runtime import action_client
from dialogues.runtime.action_client import ActionClient, ActionError
from dialogues.runtime.turn import Turn, turn_in_hand
from evaluation.ports import free_port
from tests.unit.dialogues.serving import new_app, served

CALL = {"next_action": "action_greet", "tracker": {"events": [], "slots": {}}}


@pytest.fixture
async def server() -> AsyncIterator[str]:
    app = new_app()

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        match request.json["next_action"]:
            case "action_greet":
                return json({"events": [], "responses": [{"text": "Здравствуйте!"}], "seen": request.json})
            case "action_slow":
                await asyncio.sleep(5)
                return json({})
            case "action_declines":
                return json({"error": "нет", "action_name": "action_declines"}, status=400)
            case _:
                return json({"error": "ValueError"}, status=500)

    async with served(app) as address:
        yield f"{address}/webhook"


@pytest.fixture
async def client(server: str) -> AsyncIterator[ActionClient]:
    made = ActionClient.from_endpoint(EndpointConfig(server, enable_selective_domain=True))
    yield made
    await made.close()


async def test_an_answer_comes_over_one_kept_connection(client: ActionClient) -> None:
    with turn_in_hand(Turn("c:1", [])) as turn:
        assert (await client.request(json=CALL, timeout=300))["responses"][0]["text"] == "Здравствуйте!"
        first = client._kept_session()
        await client.request(json=CALL)
        assert client._kept_session() is first
    assert turn.failures == []
    assert turn.action_ms > 0


async def test_a_failure_is_noted_on_the_turn(client: ActionClient) -> None:
    with turn_in_hand(Turn("c:1", [])) as turn, pytest.raises(Exception, match="500"):
        await client.request(json={**CALL, "next_action": "action_broken"})
    assert turn.failures == ["action_broken: the action server answered 500"]


async def test_a_slow_action_is_given_up(client: ActionClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_client, "ACTION_DEADLINE_S", 0.1)
    with turn_in_hand(Turn("c:1", [])) as turn, pytest.raises(ActionError, match="TimeoutError"):
        await client.request(json={**CALL, "next_action": "action_slow"})
    assert len(turn.failures) == 1


async def test_nobody_there_is_noted() -> None:
    client = ActionClient(f"http://127.0.0.1:{free_port()}/webhook")
    with turn_in_hand(Turn("c:1", [])) as turn, pytest.raises(ActionError):
        await client.request(json=CALL)
    await client.close()
    assert len(turn.failures) == 1


async def test_rasas_own_action_runs_over_it_and_sends_no_domain(client: ActionClient) -> None:
    domain = Domain.from_yaml('version: "3.1"\nactions: [action_greet]\n')
    tracker = DialogueStateTracker.from_events("c:1", [])
    action = RemoteAction("action_greet", client)
    assert "domain" not in action._action_call_format(tracker, domain)
    with turn_in_hand(Turn("c:1", [])):
        events = await action.run(None, None, tracker, domain)
    assert events[0].text == "Здравствуйте!"


async def test_a_declined_action_is_no_failure(client: ActionClient) -> None:
    domain, tracker = Domain.empty(), DialogueStateTracker.from_events("c:1", [])
    with turn_in_hand(Turn("c:1", [])) as turn, pytest.raises(ActionExecutionRejection):
        await RemoteAction("action_declines", client).run(None, None, tracker, domain)
    assert turn.failures == []


async def test_rasa_reports_a_failed_action_as_its_own_error(client: ActionClient) -> None:
    domain, tracker = Domain.empty(), DialogueStateTracker.from_events("c:1", [])
    with turn_in_hand(Turn("c:1", [])), pytest.raises(RasaException):
        await RemoteAction("action_broken", client).run(None, None, tracker, domain)
