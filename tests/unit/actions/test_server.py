"""The action server over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from sanic import Sanic

from actions.database import Database
from actions.server import ACTIONS, build_app
from tests.unit.actions.parts import Drawer, resources
from tests.unit.dialogues.serving import served

TRACKER = {"sender_id": "c:1", "slots": {}, "latest_message": {"text": "тайна"}, "events": []}


class Burnt(Drawer):
    """A registry that breaks in a way nobody foresaw, quoting the citizen."""

    async def find(self, number: str) -> None:
        raise LookupError("".join(["тай", "на"]))


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    Sanic.test_mode = True
    app = build_app(Database("postgresql://otklik@127.0.0.1/nothing"), resources(drawer=Burnt()))
    try:
        async with served(app) as address, httpx.AsyncClient(base_url=address) as http:
            yield http
    finally:
        Sanic._app_registry.pop("otklik_actions", None)


async def test_it_runs_actions_as_rasa_calls_them(client: httpx.AsyncClient) -> None:
    answer = await client.post("/webhook", json={"next_action": "action_greet", "tracker": TRACKER})
    assert answer.status_code == 200
    assert answer.json()["responses"][0]["custom"]["otklik"]["outcome"] == "small_talk"
    assert (await client.get("/health")).json() == {"status": "ok", "actions": len(ACTIONS)}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"next_action": "action_unknown", "tracker": TRACKER}, 404),
        ({"next_action": "action_greet"}, 422),
        ([], 422),
    ],
)
async def test_what_it_cannot_run_it_names(client: httpx.AsyncClient, body: object, status: int) -> None:
    answer = await client.post("/webhook", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]


async def test_a_failed_action_is_an_error_that_quotes_nobody(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    tracker = {**TRACKER, "slots": {"application_number": "12/345678"}}
    answer = await client.post(
        "/webhook", json={"next_action": "action_application_status", "tracker": tracker}
    )
    assert answer.status_code == 500
    assert answer.json()["error"] == "action_application_status: LookupError"
    assert "тайна" not in answer.text + caplog.text
