"""The callback's door: who may knock, what is answered, and when `ok` is said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from connectors.jobs import JobDispatcher
from connectors.vk.callback import router
from tests.integration.connectors.live import gateway, inbound_states, settings_for
from tests.platforms.vk import CONFIRMATION, GROUP, SECRET, VkEmulator, environment
from tests.platforms.vk_events import event, message_new
from tests.support.postgres import Database


@pytest.fixture
async def door(database: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway in callback mode."""
    settings = settings_for(tmp_path, environment("http://127.0.0.1:1", "callback"))
    async with (
        gateway(settings, database) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        yield client


@pytest.fixture
def vk() -> Iterator[VkEmulator]:
    """VK."""
    with VkEmulator() as running:
        yield running


def said(text: str, **changes: Any) -> dict[str, Any]:
    """A citizen's message as VK posts it."""
    return {**message_new(GROUP, 5, 1, 1, text, None, {}), "secret": SECRET, **changes}


async def test_a_message_is_stored_and_ok_is_said(door: httpx.AsyncClient, database: Database) -> None:
    answer = await door.post("/vk/callback", json=said("вопрос"))
    assert (answer.status_code, answer.text) == (200, "ok")
    assert await inbound_states(database) == [("message", "received")]


async def test_a_forged_secret_is_refused(door: httpx.AsyncClient, database: Database) -> None:
    for secret in ("", "другой", SECRET + " ", None, 5, ["callback-secret"], "\ud83d"):
        answer = await door.post("/vk/callback", content=json.dumps(said("вопрос", secret=secret)))
        assert answer.status_code == 403, secret
    assert await inbound_states(database) == []


async def test_without_a_secret_nothing_is_taken(door: httpx.AsyncClient) -> None:
    body = said("вопрос")
    del body["secret"]
    assert (await door.post("/vk/callback", json=body)).status_code == 403


async def test_what_is_no_event_is_refused(door: httpx.AsyncClient) -> None:
    for content, status in (
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"a": NaN}', 400),
        (b'{"a": "' + b"x" * 1_100_000 + b'"}', 413),
        (b"{}", 403),
    ):
        answer = await door.post("/vk/callback", content=content)
        assert answer.status_code == status, content[:20]


async def test_another_community_is_refused(door: httpx.AsyncClient) -> None:
    assert (await door.post("/vk/callback", json=said("вопрос", group_id=1))).status_code == 403


async def test_the_address_is_confirmed(door: httpx.AsyncClient) -> None:
    answer = await door.post("/vk/callback", json={"type": "confirmation", "group_id": GROUP})
    assert (answer.status_code, answer.text) == (200, CONFIRMATION)
    forged = {"type": "confirmation", "group_id": GROUP, "secret": "другой"}
    assert (await door.post("/vk/callback", json=forged)).status_code == 403


async def test_other_kinds_are_acknowledged_and_left_alone(
    door: httpx.AsyncClient, database: Database
) -> None:
    for kind, body in (
        ("message_allow", {"user_id": 5, "key": ""}),
        ("message_typing_state", {"from_id": 5, "to_id": -1}),
        ("wall_post_new", {"id": 1}),
        ("что-то новое", {}),
        ("message_event", {"user_id": 5, "peer_id": 5}),
    ):
        answer = await door.post("/vk/callback", json={**event(GROUP, kind, body), "secret": SECRET})
        assert answer.text == "ok"
    assert set(await inbound_states(database)) == {("ignored", "ignored")}


async def test_five_deliveries_at_once_are_one(door: httpx.AsyncClient, database: Database) -> None:
    body = said("вопрос")
    answers = await asyncio.gather(*(door.post("/vk/callback", json=body) for _ in range(5)))
    assert [answer.text for answer in answers] == ["ok"] * 5
    assert len(await inbound_states(database)) == 1


async def test_strange_texts_are_stored(door: httpx.AsyncClient, database: Database) -> None:
    texts = ("я", "я" * 20_000, "🙂" * 500, "\u200b\u200b", "<b onclick=x>", "a\x00b", "\ud83d")
    for text in texts:
        assert (await door.post("/vk/callback", content=json.dumps(said(text)))).text == "ok"
    assert await inbound_states(database) == [("message", "received")] * len(texts)


async def test_with_the_database_down_vk_is_told_to_repeat(vk: VkEmulator, tmp_path: Path) -> None:
    engine = create_async_engine(
        f"postgresql+psycopg://otklik@/otklik?host={tmp_path}&port=1", poolclass=NullPool
    )
    settings = settings_for(tmp_path, vk.environment("callback"))
    app = FastAPI()
    app.include_router(router(settings, async_sessionmaker(engine), JobDispatcher()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        answer = await client.post("/vk/callback", json=said("вопрос"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


async def test_vk_repeats_until_the_gateway_is_back(
    vk: VkEmulator, database: Database, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, vk.environment("callback"))
    vk.do("set_callback", url=f"http://127.0.0.1:{settings.gateway_port}/vk/callback")
    citizen = vk.citizen()
    citizen.say("первый вопрос")
    citizen.say("второй вопрос")
    await asyncio.sleep(0.5)
    assert vk.undelivered() == 2
    async with gateway(settings, database):
        await asyncio.to_thread(vk.wait_until_delivered, 8)
    assert len(await inbound_states(database)) == 2
    assert vk.do("list_tries")[0] == 0
