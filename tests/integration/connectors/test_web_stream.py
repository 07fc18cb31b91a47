"""The stream over a real gateway, worker, database and a small real engine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from connectors.web import stream as stream_module
from connectors.web.messenger import WebMessenger
from connectors.web.stream import Pace
from escalation import desk
from escalation.conversation import lock
from escalation.message import Author, Draft, append_and_send
from escalation.tables import DeliveryRow, OperatorRow, TicketRow
from tests.support.desk import NoDispatcher
from tests.support.gateway import RunningGateway, running_gateway
from tests.support.postgres import Database, PostgresServer
from tests.support.running_worker import running_worker
from tests.support.tiny_engine import TinyEngine
from tests.support.web_client import EventReader, WebClient, web_client


@pytest.fixture
async def gateway(database: Database) -> AsyncIterator[RunningGateway]:
    async with running_gateway(database) as running:
        yield running


@pytest.fixture
async def page(gateway: RunningGateway) -> AsyncIterator[WebClient]:
    async with web_client(gateway.url) as client:
        yield client


@pytest.fixture
async def worker(database: Database, engine: TinyEngine) -> AsyncIterator[None]:
    async with running_worker(database, engine.url, {"web": WebMessenger()}, concurrency=4):
        yield


async def message(events: EventReader, author: str) -> dict[str, Any]:
    data: dict[str, Any] = (await events.next("message"))["data"]
    assert data["author"] == author
    return data


async def state(events: EventReader, owner: str) -> None:
    while (await events.next("state"))["data"]["owner"] != owner:
        continue


async def write(database: Database, page: WebClient, author: Author, text: str) -> None:
    async with database.sessions.begin() as session:
        await append_and_send(session, await lock(session, page.conversation), Draft(author, text))


async def test_question_and_answer_arrive_numbered(page: WebClient, worker: None) -> None:
    async with page.stream() as events:
        assert (await events.next())["data"] == {"owner": "bot", "typing": False, "seq": 0}
        await page.post("источник и кнопки как восстановить", "mine")
        first, second = await events.next("message"), await events.next("message")
    assert (first["id"], second["id"]) == ("1", "2")
    assert first["data"]["client_id"] == "mine"
    assert second["data"]["author"] == "bot"
    assert second["data"]["buttons"][0]["title"] == "Первая"
    assert second["data"]["sources"] == [{"title": "Госуслуги", "url": "https://www.gosuslugi.ru"}]


async def test_it_is_told_at_once_not_at_the_next_poll(page: WebClient, database: Database) -> None:
    await page.post("как восстановить снилс")
    async with page.stream() as events:
        await events.next("state")
        for number in range(5):
            began = time.monotonic()
            await write(database, page, Author.SYSTEM, str(number))
            await events.next("message")
            assert time.monotonic() - began < 1


async def test_typing_is_shown_while_a_turn_is_under_way(
    page: WebClient, worker: None, engine: TinyEngine
) -> None:
    engine.delay = 1.0
    async with page.stream() as events:
        await events.next("state")
        await page.post("как восстановить снилс")
        seen = [await events.next() for _ in range(4)]
    assert [event["event"] for event in seen] == ["message", "state", "message", "state"]
    assert [seen[1]["data"]["typing"], seen[3]["data"]["typing"]] == [True, False]


@pytest.mark.parametrize("way", ["after", "header"])
async def test_it_resumes_by_number(page: WebClient, worker: None, way: str) -> None:
    async with page.stream() as events:
        await page.post("как восстановить снилс")
        await events.next("message")
        await events.next("message")
    await page.post("сколько это займёт времени")
    resumed = page.stream(2) if way == "after" else page.stream(headers={"Last-Event-ID": "2"})
    async with resumed as events:
        texts = [(await events.next("message"))["data"]["text"] for _ in range(2)]
    assert texts == ["сколько это займёт времени", "Вы написали: сколько это займёт времени"]


async def test_all_tabs_of_a_citizen_see_the_same(page: WebClient, worker: None) -> None:
    async with page.stream() as one, page.stream() as two:
        await page.post("как восстановить снилс")
        for events in (one, two):
            await message(events, "citizen")
            await message(events, "bot")


async def test_no_other_citizen_sees_it(gateway: RunningGateway, page: WebClient, worker: None) -> None:
    async with web_client(gateway.url) as other, other.stream() as events:
        await events.next("state")
        async with page.stream() as own:
            await page.post("как восстановить снилс")
            await message(own, "citizen")
            await message(own, "bot")
        with pytest.raises(TimeoutError):
            await events.next("message", 0.3)


async def test_a_person_takes_over_and_answers_in_the_same_chat(
    page: WebClient, worker: None, database: Database
) -> None:
    async with page.stream() as events:
        await page.post("дайте живого человек пожалуйста")
        await message(events, "citizen")
        assert (await message(events, "system"))["text"].startswith("Передаю разговор")
        await state(events, "queue")
        async with database.sessions.begin() as session:
            operator = OperatorRow(login="op", name="Оператор", password_hash="-")
            session.add(operator)
            await session.flush()
            ticket = await session.scalar(select(TicketRow.id))
            assert ticket is not None
            await desk.claim(session, NoDispatcher(), ticket, operator.id)
        await message(events, "system")
        await state(events, "operator")
        async with database.sessions.begin() as session:
            await desk.reply(
                session,
                NoDispatcher(),
                ticket_id=ticket,
                operator_id=operator.id,
                text="Здравствуйте!",
                seen_seq=2,
                client_id="r1",
            )
        assert (await message(events, "operator"))["text"] == "Здравствуйте!"
        async with database.sessions.begin() as session:
            await desk.close(session, NoDispatcher(), ticket_id=ticket, operator_id=operator.id)
        assert len((await message(events, "system"))["buttons"]) == 5
        await state(events, "bot")


async def test_a_reply_overtaken_while_the_page_was_away_is_not_shown(
    page: WebClient, worker: None, database: Database
) -> None:
    await page.post("как восстановить снилс")
    async with asyncio.timeout(10):
        while True:
            async with database.sessions() as session:
                if await session.scalar(select(DeliveryRow.id)) is not None:
                    break
            await asyncio.sleep(0.05)
    async with database.sessions.begin() as session:
        conversation = await lock(session, page.conversation)
        await desk.open_ticket(session, conversation, NoDispatcher(), reason="asked")
    async with page.stream() as events:
        await message(events, "citizen")
        await message(events, "system")
    async with database.sessions() as session:
        states = await session.scalars(select(DeliveryRow.state).order_by(DeliveryRow.id))
        assert list(states) == ["withheld", "sent"]


async def test_a_restarted_gateway_goes_on_where_it_stopped(
    gateway: RunningGateway, page: WebClient, worker: None
) -> None:
    async with page.stream() as events:
        await page.post("как восстановить снилс")
        await events.next("message")
        await events.next("message")
        began = time.monotonic()
        await gateway.stop()
        assert time.monotonic() - began < 3
        await events.ended()
    await gateway.start()
    await page.post("сколько это займёт времени")
    async with page.stream(2) as events:
        assert (await events.next("message"))["id"] == "3"


async def test_a_database_that_restarts_ends_the_stream_and_loses_nothing(
    postgres: PostgresServer, page: WebClient, database: Database
) -> None:
    await page.post("как восстановить снилс")
    async with page.stream() as events:
        await events.next("state")
        postgres.server.stop()
        try:
            await events.ended(8)
        finally:
            postgres.server.start()
    await write(database, page, Author.SYSTEM, "снова здесь")
    async with page.stream(0) as events:
        await message(events, "system")


async def test_silence_is_filled_with_heartbeats_and_streams_do_not_last_for_ever(
    gateway: RunningGateway, page: WebClient
) -> None:
    assert gateway.server is not None
    streams = gateway.server.application.state.streams
    streams._pace = Pace(poll=(0.05, 0.1), heartbeat=0.2, longest=1.0)
    async with page.stream() as events:
        await events.next("state")
        await events.next_comment(0.8)
        await events.ended(3)


async def test_without_notifications_the_poll_finds_it(
    gateway: RunningGateway, page: WebClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gateway.server is not None
    streams = gateway.server.application.state.streams
    monkeypatch.setattr(streams._notifier, "wake", lambda _: None)
    streams._pace = Pace(poll=(0.1, 0.2))
    await page.post("как восстановить снилс")
    async with page.stream() as events:
        await events.next("state")
        await write(database, page, Author.SYSTEM, "найдено")
        await message(events, "system")


async def test_tabs_are_bounded_and_counted_down(gateway: RunningGateway, page: WebClient) -> None:
    assert gateway.server is not None
    streams = gateway.server.application.state.streams
    streams._each = 1
    async with page.stream() as events:
        await events.next("state")
        answer = await page.http.get("/api/stream", headers=page.headers)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "30"
    async with asyncio.timeout(3):
        while streams.count:  # noqa: ASYNC110 - a stream ends when its connection does
            await asyncio.sleep(0.02)
    async with page.stream() as events:
        await events.next("state")


def test_a_silent_page_costs_a_read_every_few_seconds() -> None:
    low, high = stream_module.Pace().poll
    assert 2 <= low < high <= 5
