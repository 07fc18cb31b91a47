"""Pages that change by themselves: the streams of a served console."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from sqlalchemy import update

from escalation import desk, texts
from escalation.console import live
from escalation.conversation import lock, notify
from escalation.tables import DeliveryRow, OperatorSessionRow
from tests.support.console import make_console, served
from tests.support.desk import NoDispatcher, Person, bot_says, hire, open_case, say
from tests.support.postgres import Database


@dataclass(frozen=True)
class Event:
    kind: str
    data: str
    id: str | None


@asynccontextmanager
async def stream(url: str, path: str, person: Person, **headers: str) -> AsyncIterator[AsyncIterator[Event]]:
    """The events of a stream, as a browser reads them."""
    cookies = {"otklik_console": person.token}
    async with (
        httpx.AsyncClient(base_url=url, cookies=cookies, timeout=10) as client,
        client.stream("GET", path, headers={"Accept": "text/event-stream", **headers}) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _events(answer)


async def _events(answer: httpx.Response) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if not line:
            if "data" in fields:
                yield Event(fields.get("event", "message"), fields["data"], fields.get("id"))
            fields = {}
            continue
        name, _, value = line.partition(": ")
        fields[name] = f"{fields[name]}\n{value}" if name == "data" and name in fields else value


async def until(events: AsyncIterator[Event], kind: str) -> Event:
    """The next event of a kind."""
    async with asyncio.timeout(8):
        async for event in events:
            if event.kind == kind:
                return event
    raise AssertionError(f"the stream ended without {kind}")


async def test_messages_arrive_at_once_in_order_and_resume_by_number(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer", "Первое")
    path = f"/conversations/{case.conversation_id}/events"
    async with served(make_console(database)) as url:
        async with stream(url, f"{path}?after=1", anna) as events:
            first = await until(events, "message")
            assert (first.id, "Передаю разговор" in first.data) == ("2", True)
            await until(events, "queue")
            began = time.monotonic()
            await say(database.sessions, case.conversation_id, "Второе\nс новой <b>строки</b>")
            second = await until(events, "message")
            assert time.monotonic() - began < 2, "by notification, not by polling"
            assert second.id == "3"
            assert "Второе\nс новой &lt;b&gt;строки&lt;/b&gt;" in second.data
        await say(database.sessions, case.conversation_id, "Третье")
        async with stream(url, f"{path}?after=1", anna, **{"Last-Event-ID": "3"}) as events:
            third = await until(events, "message")
            assert (third.id, "Третье" in third.data) == ("4", True)


async def test_changes_of_owner_delivery_and_queue_are_told(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer")
    await bot_says(database.sessions, case.conversation_id, "Ответ", "pending")
    async with (
        served(make_console(database)) as url,
        stream(url, f"/conversations/{case.conversation_id}/events?after=3", anna) as events,
        stream(url, "/queue/events", anna) as queue,
    ):
        states = json.loads((await until(events, "deliveries")).data)
        assert states["3"]["state"] == "pending"
        assert (await until(events, "state")).data == "2"
        assert (await until(queue, "queue")).data == "1"

        async with database.sessions.begin() as session:
            await desk.claim(session, NoDispatcher(), case.ticket_id, anna.id)
        assert texts.CLAIMED in (await until(events, "message")).data
        states = json.loads((await until(events, "deliveries")).data)
        assert states["3"]["state"] == "withheld", "whoever claims sees at once what will not be sent"
        assert (await until(events, "state")).data == "3"
        assert (await until(events, "queue")).data == "0"
        assert (await until(queue, "queue")).data == "0"

        async with database.sessions.begin() as session:
            message = await desk.reply(
                session, NoDispatcher(), ticket_id=case.ticket_id, operator_id=anna.id, text="Да",
                seen_seq=4, client_id="one",
            )  # fmt: skip
        assert "Да" in (await until(events, "message")).data
        async with database.sessions.begin() as session:
            await lock(session, case.conversation_id)
            await session.execute(
                update(DeliveryRow).where(DeliveryRow.message_id == message.id).values(state="sent")
            )
            await notify(session, case.conversation_id)
        while "5" not in (states := json.loads((await until(events, "deliveries")).data)):
            continue
        assert states["5"]["state"] in ("pending", "sent")


async def test_a_long_conversation_is_caught_up_with_in_pages(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer")
    for number in range(110):
        await say(database.sessions, case.conversation_id, f"слово {number}")
    async with (
        served(make_console(database)) as url,
        stream(url, f"/conversations/{case.conversation_id}/events", anna) as events,
    ):
        numbers = [(await until(events, "message")).id for _ in range(112)]
    assert numbers == [str(number) for number in range(1, 113)]


async def test_a_lost_notification_costs_a_poll_and_a_lost_connection_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "POLL_SECONDS", 0.3)
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer")
    app = make_console(database)
    async with (
        served(app) as url,
        stream(url, f"/conversations/{case.conversation_id}/events?after=2", anna) as events,
    ):
        await until(events, "state")
        async with await psycopg.AsyncConnection.connect(database.dsn, autocommit=True) as admin:
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await say(database.sessions, case.conversation_id, "Слышно?")
        assert "Слышно?" in (await until(events, "message")).data


async def test_a_stream_ends_with_its_session(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "POLL_SECONDS", 0.2)
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer")
    async with (
        served(make_console(database)) as url,
        stream(url, f"/conversations/{case.conversation_id}/events?after=2", anna) as events,
        stream(url, "/queue/events", anna) as queue,
    ):
        await until(events, "queue")
        await until(queue, "queue")
        async with database.sessions.begin() as session:
            await session.execute(OperatorSessionRow.__table__.delete())
        await say(database.sessions, case.conversation_id, "Тайна")
        rest = [event async for event in events] + [event async for event in queue]
        assert not [event for event in rest if event.kind == "message"]
