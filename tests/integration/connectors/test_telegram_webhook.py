"""The webhook's door: who may knock, what is answered, and when 200 is said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from connectors.jobs import JobDispatcher
from connectors.telegram.webhook import HEADER, router
from tests.integration.connectors.live import gateway, inbound_states, settings_for
from tests.platforms.phone import Shown
from tests.platforms.telegram import SECRET, environment
from tests.platforms.telegram_updates import message, pressed
from tests.support.postgres import Database

KNOCK = {HEADER: SECRET}


@pytest.fixture
async def door(database: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway in webhook mode."""
    settings = settings_for(tmp_path, environment("http://127.0.0.1:1", "webhook"))
    async with (
        gateway(settings, database) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        yield client


def said(text: str, number: int = 1) -> dict[str, Any]:
    """A citizen's message as Telegram posts it."""
    return {"update_id": number, "message": message(5, "Гражданин", number, {"text": text})}


async def test_a_message_is_stored_and_200_is_said(door: httpx.AsyncClient, database: Database) -> None:
    answer = await door.post("/telegram/webhook", json=said("вопрос"), headers=KNOCK)
    assert (answer.status_code, answer.json()) == (200, {})
    assert await inbound_states(database) == [("message", "received")]


async def test_a_pressed_button_is_answered_in_the_response(
    door: httpx.AsyncClient, database: Database
) -> None:
    shown = Shown(1, "service", "Выберите", 3, 0.0, ({"title": "Да", "payload": "/affirm"},))
    update = {"update_id": 2, "callback_query": pressed(5, "Гражданин", "77", shown, "/affirm")}
    answer = await door.post("/telegram/webhook", json=update, headers=KNOCK)
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "77"}
    assert await inbound_states(database) == [("button", "received")]


async def test_a_forged_secret_is_refused(door: httpx.AsyncClient, database: Database) -> None:
    for secret in (b"", "другой".encode(), SECRET.encode() + b"x", SECRET.encode()[:-1]):
        headers = {HEADER.encode(): secret}
        answer = await door.post("/telegram/webhook", json=said("вопрос"), headers=headers)
        assert answer.status_code == 403, secret
    assert await inbound_states(database) == []


async def test_without_a_secret_nothing_is_taken(door: httpx.AsyncClient) -> None:
    assert (await door.post("/telegram/webhook", json=said("вопрос"))).status_code == 403


async def test_what_is_no_update_is_refused(door: httpx.AsyncClient) -> None:
    long = b'"' + b"x" * 1_100_000 + b'"'
    for content, status in ((b"", 400), (b"{", 400), (b"[1]", 400), (b"[" * 100_000, 400), (long, 413)):
        answer = await door.post("/telegram/webhook", content=content, headers=KNOCK)
        assert answer.status_code == status, content[:20]


async def test_five_deliveries_at_once_are_one(door: httpx.AsyncClient, database: Database) -> None:
    answers = await asyncio.gather(
        *(door.post("/telegram/webhook", json=said("вопрос"), headers=KNOCK) for _ in range(5))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len(await inbound_states(database)) == 1


async def test_strange_texts_are_stored(door: httpx.AsyncClient, database: Database) -> None:
    texts = ("я", "я" * 4096, "🙂" * 500, "\u200b", "<b>", "a\x00b", "\ud83d")
    for number, text in enumerate(texts):
        body = json.dumps(said(text, number + 1))
        answer = await door.post("/telegram/webhook", content=body, headers=KNOCK)
        assert answer.status_code == 200
    assert await inbound_states(database) == [("message", "received")] * len(texts)


async def test_unknown_kinds_are_acknowledged(door: httpx.AsyncClient, database: Database) -> None:
    for body in ({}, {"update_id": 9}, {"update_id": 10, "poll": {"id": "1"}}, {"update_id": 11, "new": 5}):
        assert (await door.post("/telegram/webhook", json=body, headers=KNOCK)).status_code == 200
    assert await inbound_states(database) == []


async def test_with_the_database_down_telegram_is_told_to_repeat(tmp_path: Path) -> None:
    engine = create_async_engine(
        f"postgresql+psycopg://otklik@/otklik?host={tmp_path}&port=1", poolclass=NullPool
    )
    settings = settings_for(tmp_path, environment("http://127.0.0.1:1", "webhook"))
    app = FastAPI()
    app.include_router(router(settings, async_sessionmaker(engine), JobDispatcher()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        answer = await client.post("/telegram/webhook", json=said("вопрос"), headers=KNOCK)
    assert answer.status_code == 503
