"""What an operator does, over HTTP."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
from fastapi import FastAPI
from sqlalchemy import update

from escalation import desk
from escalation.console import texts
from escalation.console.app import create_app
from escalation.conversation import lock
from escalation.message import Author, Draft, append
from escalation.tables import DeliveryRow, OperatorSessionRow, TicketRow
from otklik.database import make_engine, make_sessions
from tests.support.console import HTMX, KEY, browser, csrf_of, field, make_console
from tests.support.desk import Case, NoDispatcher, Person, begin, bot_says, hire, open_case, read, said, say
from tests.support.postgres import Database


@asynccontextmanager
async def at_desk(app: FastAPI, person: Person) -> AsyncIterator[httpx.AsyncClient]:
    """The operator's page: signed in, with the token, asking as htmx does."""
    async with browser(app, person) as client:
        client.headers.update({"X-CSRF-Token": await csrf_of(client), **HTMX})
        yield client


async def reply(client: httpx.AsyncClient, case: Case, text: str, **fields: object) -> httpx.Response:
    values = {"client_id": str(uuid.uuid4()), "seen_seq": 99, "text": text, **fields}
    return await client.post(f"/tickets/{case.ticket_id}/reply", data=values)


async def words_of(database: Database, case: Case, author: str = "operator") -> list[str]:
    messages = await said(database.sessions, case.conversation_id)
    return [message.text for message in messages if message.author == author]


async def test_the_way_of_a_ticket(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer", "Где заявление?", subject="Статус")
    async with at_desk(make_console(database), anna) as client:
        queue = (await client.get("/queue")).text
        assert "Где заявление?" in queue
        assert texts.REASONS["asked"] in queue
        assert "до минуты" in queue

        answer = await client.post(f"/tickets/{case.ticket_id}/claim", data={"origin": "queue"})
        assert (answer.status_code, answer.headers["hx-redirect"]) == (
            204, f"/conversations/{case.conversation_id}",
        )  # fmt: skip
        page = (await client.get(f"/conversations/{case.conversation_id}")).text
        assert "Где заявление?" in page
        assert field(page, "seen_seq") == "3"

        answer = await reply(client, case, "Уже готово.\r\nПриходите.", client_id=field(page, "client_id"))
        assert answer.status_code == 200
        assert 'data-sent="1"' in answer.text
        assert field(answer.text, "client_id") != field(page, "client_id")
        assert await words_of(database, case) == ["Уже готово.\nПриходите."]
        assert (await client.post(f"/tickets/{case.ticket_id}/lease")).status_code == 204

        bad = await client.post(f"/tickets/{case.ticket_id}/close", data={"resolution": "<b>"})
        assert bad.status_code == 422
        closed = await client.post(f"/tickets/{case.ticket_id}/close", data={"resolution": "redirected"})
        assert closed.status_code == 200
        assert "Вмешаться" in closed.text
        assert (await client.post(f"/tickets/{case.ticket_id}/lease")).status_code == 409
    async with database.sessions() as session:
        assert (await session.get_one(TicketRow, case.ticket_id)).resolution == "redirected"
    assert (await read(database.sessions, case.conversation_id)).owner == "bot"


async def test_without_scripts_the_forms_lead_on(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer")
    async with browser(make_console(database), anna) as client:
        answer = await client.post(
            f"/tickets/{case.ticket_id}/claim", data={"csrf": await csrf_of(client), "origin": "queue"}
        )
        assert answer.status_code == 303
        answer = await client.post(
            f"/tickets/{case.ticket_id}/reply",
            data={
                "csrf": await csrf_of(client), "client_id": str(uuid.uuid4()), "seen_seq": 2, "text": "Да",
            },
        )  # fmt: skip
        assert answer.headers["location"] == f"/conversations/{case.conversation_id}"
    assert await words_of(database, case) == ["Да"]


async def test_the_second_claim_reads_who_was_first(database: Database) -> None:
    anna, boris = (
        await hire(database.sessions, "anna", "Анна"),
        await hire(database.sessions, "boris", "Борис"),
    )
    case = await open_case(database.sessions, "peer")
    app = make_console(database)
    async with at_desk(app, anna) as first, at_desk(app, boris) as second:
        answers = await asyncio.gather(
            first.post(f"/tickets/{case.ticket_id}/claim"), second.post(f"/tickets/{case.ticket_id}/claim")
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        winner = "Анна" if answers[0].status_code == 200 else "Борис"
        loser = next(answer for answer in answers if answer.status_code == 409)
        assert f"Уже взято: {winner}." in loser.text
        from_queue = await (second if winner == "Анна" else first).post(
            f"/tickets/{case.ticket_id}/claim", data={"origin": "queue"}
        )
        assert (from_queue.status_code, f"Уже взято: {winner}." in from_queue.text) == (409, True)


async def test_one_form_is_one_reply(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer")
    async with at_desk(make_console(database), anna) as client:
        await client.post(f"/tickets/{case.ticket_id}/claim")
        key = str(uuid.uuid4())
        answers = await asyncio.gather(
            *(reply(client, case, "Здравствуйте", client_id=key) for _ in range(3))
        )
        assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert await words_of(database, case) == ["Здравствуйте"]


async def test_a_stale_view_is_shown_what_it_missed_and_keeps_the_text(database: Database) -> None:
    anna, boris = (
        await hire(database.sessions, "anna", "Анна"),
        await hire(database.sessions, "boris", "Борис"),
    )
    case = await open_case(database.sessions, "peer")
    app = make_console(database)
    async with at_desk(app, anna) as first, at_desk(app, boris) as second:
        await first.post(f"/tickets/{case.ticket_id}/claim")
        await reply(first, case, "Приходите во вторник")
        await first.post(f"/tickets/{case.ticket_id}/return")
        await second.post(f"/tickets/{case.ticket_id}/claim")

        key = str(uuid.uuid4())
        refused = await reply(second, case, "Приходите в среду", seen_seq=2, client_id=key)
        assert refused.status_code == 409
        assert texts.STALE in refused.text
        assert "Приходите во вторник" in refused.text
        assert "Приходите в среду</textarea>" in refused.text
        assert field(refused.text, "client_id") == key

        again = await reply(
            second, case, "Да, во вторник", seen_seq=field(refused.text, "seen_seq"), client_id=key
        )
        assert again.status_code == 200
    assert await words_of(database, case) == ["Приходите во вторник", "Да, во вторник"]


async def test_the_text_is_kept_whatever_goes_wrong(database: Database) -> None:
    anna, boris = (
        await hire(database.sessions, "anna", "Анна"),
        await hire(database.sessions, "boris", "Борис"),
    )
    case = await open_case(database.sessions, "peer")
    app = make_console(database)
    async with at_desk(app, anna) as client, at_desk(app, boris) as other:
        refused = await reply(client, case, "Долго писала")
        assert refused.status_code == 409
        assert texts.NOT_YOURS in refused.text
        assert "Долго писала</textarea>" in refused.text

        await client.post(f"/tickets/{case.ticket_id}/claim")
        assert texts.EMPTY_REPLY in (await reply(client, case, "  ")).text
        long = "а" * (desk.MAX_REPLY + 1)
        refused = await reply(client, case, long)
        assert (refused.status_code, texts.LONG_REPLY in refused.text, long in refused.text) == (
            422,
            True,
            True,
        )

        await client.post(f"/tickets/{case.ticket_id}/return")
        await other.post(f"/tickets/{case.ticket_id}/claim")
        await other.post(f"/tickets/{case.ticket_id}/close")
        refused = await reply(client, case, "Уже поздно")
        assert texts.CLOSED in refused.text
        assert "Уже поздно</textarea>" in refused.text
    assert await words_of(database, case) == []


async def test_signed_in_again_the_open_page_still_sends(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer")
    async with at_desk(make_console(database), anna) as client:
        await client.post(f"/tickets/{case.ticket_id}/claim")
        async with database.sessions.begin() as session:
            await session.execute(update(OperatorSessionRow).values(expires_at=datetime.now(UTC)))
        assert (await reply(client, case, "Здравствуйте")).status_code == 401
        async with database.sessions.begin() as session:
            later = datetime.now(UTC) + timedelta(hours=1)
            await session.execute(update(OperatorSessionRow).values(expires_at=later))
        assert (await reply(client, case, "Здравствуйте")).status_code == 200


async def test_what_people_write_is_text_and_nothing_else(database: Database) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"
    anna = await hire(database.sessions, "anna", "<i>Анна</i>")
    case = await open_case(database.sessions, "peer", evil, subject=evil)
    await bot_says(
        database.sessions, case.conversation_id, evil,
        buttons=({"title": evil, "payload": evil},),
    )  # fmt: skip
    async with at_desk(make_console(database), anna) as client:
        await client.post(f"/tickets/{case.ticket_id}/claim")
        await reply(client, case, evil)
        refused = await reply(client, case, evil, seen_seq=0, client_id=str(uuid.uuid4()))
        pages = [refused.text]
        for path in ("/queue", "/conversations", f"/conversations/{case.conversation_id}"):
            pages.append((await client.get(path)).text)
        for path in ("messages?after=0", "panel"):
            pages.append((await client.get(f"/conversations/{case.conversation_id}/{path}")).text)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<i>" not in page
        assert "{{7*7}}" in page or "alert" not in page


async def test_links_lead_to_the_web_only(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    conversation_id = await begin(database.sessions, "peer")

    async with database.sessions.begin() as session:
        await append(
            session, await lock(session, conversation_id),
            Draft(
                Author.CITIZEN, "вот",
                attachments=({"type": "photo", "url": "javascript:alert(1)"},),
                sources=({"title": "Справка", "url": "https://example.org/help"},),
            ),
        )  # fmt: skip
    async with at_desk(make_console(database), anna) as client:
        page = (await client.get(f"/conversations/{conversation_id}")).text
    assert "javascript:" not in page
    assert 'href="https://example.org/help"' in page
    assert 'rel="noopener noreferrer"' in page


async def test_a_withheld_reply_is_shown_as_not_sent(database: Database) -> None:
    anna, boris = (
        await hire(database.sessions, "anna", "Анна"),
        await hire(database.sessions, "boris", "Борис"),
    )
    case = await open_case(database.sessions, "peer")
    for state, text in (
        ("pending", "Ждёт"),
        ("sent", "Ушло"),
        ("failed", "Не ушло"),
        ("unknown", "Кто знает"),
    ):
        await bot_says(database.sessions, case.conversation_id, text, state)
    app = make_console(database)
    path = f"/conversations/{case.conversation_id}/messages?after=0"
    async with at_desk(app, anna) as client, at_desk(app, boris) as other:
        page = (await client.get(path)).text
        for state in ("pending", "sent", "failed", "unknown"):
            assert texts.DELIVERIES[state] in page
        await client.post(f"/tickets/{case.ticket_id}/claim")
        # Nothing has noticed yet that it will never be sent, and it never will be.
        assert texts.DELIVERIES["withheld"] in (await client.get(path)).text
        assert texts.DELIVERIES["withheld_by_other"] in (await other.get(path)).text


async def test_stepping_in_waits_for_the_reply_that_is_leaving(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    conversation_id = await begin(database.sessions, "peer")
    await bot_says(database.sessions, conversation_id, "Сейчас", "sending")
    async with at_desk(make_console(database, patience=0.2), anna) as client:
        assert "отвечает помощник" in (await client.get("/conversations")).text
        refused = await client.post(f"/conversations/{conversation_id}/intervene")
        assert (refused.status_code, texts.SEND_UNDER_WAY in refused.text) == (409, True)
        async with database.sessions.begin() as session:
            await session.execute(update(DeliveryRow).values(state="sent"))
        taken = await client.post(f"/conversations/{conversation_id}/intervene")
        assert (taken.status_code, 'id="reply"' in taken.text) == (200, True)
        missing = await client.post(f"/conversations/{uuid.uuid4()}/intervene")
        assert missing.status_code == 404


async def test_earlier_messages_are_read_by_the_page(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    conversation_id = await begin(database.sessions, "peer")
    for number in range(1, 104):
        await say(database.sessions, conversation_id, f"слово-{number}.")
    async with at_desk(make_console(database), anna) as client:
        page = (await client.get(f"/conversations/{conversation_id}")).text
        assert "слово-4." in page
        assert "слово-3." not in page
        assert "messages?before=4" in page
        earlier = (await client.get(f"/conversations/{conversation_id}/messages?before=4")).text
        assert "слово-3." in earlier
        assert "messages?before" not in earlier


async def test_without_the_database_nothing_is_lost_and_it_is_said() -> None:
    engine = make_engine("postgresql://nobody@127.0.0.1:1/none")
    app = create_app(
        sessions=make_sessions(engine), dispatcher=NoDispatcher(), signing_key=KEY, secure_cookies=False,
        dsn="postgresql://nobody@127.0.0.1:1/none",
    )  # fmt: skip
    async with browser(app) as client:
        client.cookies.set("otklik_console", "token", domain="console.local", path="/")
        answer = await client.get("/queue")
        assert (answer.status_code, texts.NO_DATABASE in answer.text) == (503, True)
        health = await client.get("/health")
        assert health.status_code == 503
        assert health.json() == {"status": "failed", "checks": {"database": False, "notifications": False}}
    await engine.dispose()
