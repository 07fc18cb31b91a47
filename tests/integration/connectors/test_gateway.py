"""The gateway as a whole: health, readiness, routes of the messengers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from connectors.gateway import create_app
from connectors.jobs import JobDispatcher
from connectors.readiness import Probe
from connectors.web.messenger import WebMessenger
from evaluation.ports import free_port
from tests.support.gateway import GatewayOptions, running_gateway
from tests.support.postgres import Database, PostgresServer
from tests.support.running_worker import running_worker
from tests.support.tiny_engine import TinyEngine


async def test_health_says_that_the_process_lives(database: Database) -> None:
    async with running_gateway(database) as gateway, httpx.AsyncClient(base_url=gateway.url) as http:
        answer = await http.get("/health")
        absent = await http.get("/absent")
        wrong = await http.put("/api/messages")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": "dev"})
    assert (absent.status_code, absent.json()["error"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["error"]) == (405, "method_not_allowed")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


async def test_ready_when_all_that_it_takes_is_there(database: Database, engine: TinyEngine) -> None:
    options = GatewayOptions(engines=[engine.url])
    # The gateway's own /health stands in for the action server's.
    options.actions_port = options.port
    async with (
        running_worker(database, engine.url, {"web": WebMessenger()}, concurrency=1),
        running_gateway(database, options=options) as gateway,
        httpx.AsyncClient(base_url=gateway.url) as http,
    ):
        answer = await http.get("/ready")
    assert answer.status_code == 200, answer.text
    checks = answer.json()["checks"]
    assert set(checks) == {"database", "worker", "actions", "engine 1"}
    assert checks["engine 1"] == {"ok": True, "detail": "model tiny, passages 1"}
    assert checks["worker"]["ok"]
    assert checks["database"]["ok"]


async def findings(probe: Probe) -> dict[str, str]:
    found = await probe.look()
    await probe.close()
    assert not found.ok
    return {finding.name: finding.detail for finding in found.findings if not finding.ok}


async def test_what_is_wrong_is_named(database: Database) -> None:
    gone = f"http://127.0.0.1:{free_port()}"
    wrong = await findings(Probe(database.sessions, [gone], gone, schema="9999"))
    assert wrong["database"].startswith("schema ")
    assert "this code needs 9999" in wrong["database"]
    assert wrong["worker"].startswith("no worker")
    assert wrong["engine 1"] == "cannot be reached (ConnectError)"
    assert wrong["actions"] == "cannot be reached (ConnectError)"


async def test_an_empty_database_and_a_silent_worker_are_named(
    database: Database, engine: TinyEngine
) -> None:
    async with database.sessions.begin() as session:
        await session.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
        )
        await session.execute(text("DROP TABLE alembic_version"))
    wrong = await findings(Probe(database.sessions, [engine.url], engine.url))
    assert wrong["database"] == "no schema: run `otklik db upgrade`"
    assert wrong["worker"] == "the last sign of a worker is 60 s old"
    assert "engine 1" not in wrong


async def test_a_database_that_is_away_is_named(
    database: Database, postgres: PostgresServer, engine: TinyEngine
) -> None:
    postgres.server.stop()
    try:
        wrong = await findings(Probe(database.sessions, [engine.url], engine.url))
    finally:
        postgres.server.start()
    assert wrong["database"] == "OperationalError"


async def test_an_engine_without_articles_is_not_ready(
    database: Database, engine: TinyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def empty(_: Probe, url: str) -> dict[str, Any]:
        return {"model_id": "tiny", "passages": 0}

    monkeypatch.setattr(Probe, "_get", empty)
    wrong = await findings(Probe(database.sessions, [engine.url], engine.url))
    assert wrong["engine 1"] == "its index is empty: run `otklik kb import`"


async def test_asking_often_asks_the_others_once(database: Database, engine: TinyEngine) -> None:
    probe = Probe(database.sessions, [engine.url], engine.url)
    first, second = await probe.look(), await probe.look()
    await probe.close()
    assert first is second


VK = {"vk_token": SecretStr("t"), "vk_group_id": 1}
TELEGRAM = {"telegram_token": SecretStr("t")}


@pytest.mark.parametrize(
    ("options", "there"),
    [
        ({**VK, "vk_mode": "callback"}, {"/vk/callback"}),
        ({**TELEGRAM, "telegram_mode": "webhook"}, {"/telegram/webhook"}),
        ({**VK, **TELEGRAM}, set()),
        ({"vk_mode": "callback", "telegram_mode": "webhook"}, set()),
    ],
)
async def test_webhooks_are_there_when_their_channel_is_on(
    database: Database, options: dict[str, Any], there: set[str]
) -> None:
    app = create_app(GatewayOptions(**options), database.sessions, JobDispatcher(), dsn=database.dsn)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        for path in ("/vk/callback", "/telegram/webhook"):
            answer = await http.post(path, json={})
            # Forged, as no secret came with it; or no such route.
            assert answer.status_code == (403 if path in there else 404)


async def test_the_web_chat_can_be_switched_off_alone(database: Database) -> None:
    options = GatewayOptions(web=False)
    async with (
        running_gateway(database, options=options) as gateway,
        httpx.AsyncClient(base_url=gateway.url) as http,
    ):
        statuses = [
            (await http.get("/health")).status_code,
            (await http.get("/")).status_code,
            (await http.get("/widget.js")).status_code,
            (await http.post("/api/session")).status_code,
        ]
    assert statuses == [200, 404, 404, 404]
