"""The web chat's API over a real gateway and database."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import func, select, text

from connectors.tables import InboundRow
from connectors.web import texts
from connectors.web.session_token import LIFETIME, SessionTokens
from escalation.message import Author, Draft, append_and_send
from escalation.tables import ConversationRow
from tests.support.gateway import GatewayOptions, RunningGateway, running_gateway
from tests.support.postgres import Database, PostgresServer
from tests.support.web_client import WebClient, web_client


@pytest.fixture
async def gateway(database: Database) -> AsyncIterator[RunningGateway]:
    options = GatewayOptions(web_origins=["https://site.example"])
    async with running_gateway(database, options=options, sends_per_minute=25) as running:
        yield running


@pytest.fixture
async def page(gateway: RunningGateway) -> AsyncIterator[WebClient]:
    async with web_client(gateway.url) as client:
        yield client


async def count(database: Database) -> int:
    async with database.sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(InboundRow)) or 0)


async def test_a_message_is_stored_with_its_job_before_it_is_acknowledged(
    database: Database, page: WebClient
) -> None:
    answer = await page.post("где моё заявление", "first")
    assert answer.status_code == 202
    async with database.sessions() as session:
        row = await session.get(InboundRow, uuid.UUID(answer.json()["id"]))
        jobs = (await session.execute(text("SELECT task_name, lock FROM procrastinate_jobs"))).all()
    assert row is not None
    assert [tuple(job) for job in jobs] == [("otklik:turn", f"turn:{page.conversation}")]
    assert row.external_id == f"{page.conversation}:first"
    assert row.body == {"text": "где моё заявление", "payload": None}


async def test_a_repeated_send_changes_nothing(database: Database, page: WebClient) -> None:
    answers = await asyncio.gather(*(page.post("да", "same") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await count(database) == 1


async def test_one_session_cannot_take_another_s_client_id(gateway: RunningGateway, page: WebClient) -> None:
    async with web_client(gateway.url) as other:
        first, second = await page.post("моё", "same"), await other.post("чужое", "same")
    assert first.json()["id"] != second.json()["id"]
    assert await count(gateway.database) == 2


@pytest.mark.parametrize("words", ["а", "ж" * 20_000, "😀" * 5_000, "​​", "<b onclick=x>снилс</b>", "ё\x00ж"])
async def test_strange_messages_are_taken(database: Database, page: WebClient, words: str) -> None:
    assert (await page.post(words)).status_code == 202
    async with database.sessions() as session:
        body = await session.scalar(select(InboundRow.body))
    assert body is not None
    assert body["text"] == words.replace("\x00", "")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "", "client_id": "a"}, "empty"),
        ({"text": " \n\t\x00", "client_id": "a"}, "empty"),
        ({"text": "", "payload": "", "client_id": "a"}, "empty"),
        ({"text": "ж" * 20_001, "client_id": "a"}, "too_long"),
        ({"text": "да"}, "bad_request"),
        ({"text": "да", "client_id": "a b"}, "bad_request"),
        ({"text": "да", "client_id": "a" * 65}, "bad_request"),
        ({"text": 5, "client_id": "a"}, "bad_request"),
        ({"text": "да", "client_id": "a", "payload": "x" * 2001}, "bad_request"),
        ([], "bad_request"),
    ],
)
async def test_bad_messages_are_refused_and_nothing_is_stored(
    database: Database, page: WebClient, body: object, code: str
) -> None:
    answer = await page.http.post("/api/messages", json=body, headers=page.headers)
    assert (answer.status_code, answer.json()["error"]) == (422, code)
    assert await count(database) == 0


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b""])
async def test_a_body_that_is_no_json_is_refused(page: WebClient, content: bytes) -> None:
    headers = {**page.headers, "Content-Type": "application/json"}
    answer = await page.http.post("/api/messages", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.json()["message"]


async def test_half_of_a_surrogate_pair_is_taken(database: Database, page: WebClient) -> None:
    headers = {**page.headers, "Content-Type": "application/json"}
    content = b'{"text": "\\ud83d?", "client_id": "a"}'
    answer = await page.http.post("/api/messages", content=content, headers=headers)
    assert answer.status_code == 202
    async with database.sessions() as session:
        assert await session.scalar(select(InboundRow.body)) == {"text": "\ufffd?", "payload": None}


async def test_a_body_beyond_the_limit_is_refused(page: WebClient) -> None:
    answer = await page.post("ж" * 100_000)
    assert (answer.status_code, answer.json()["message"]) == (413, texts.TOO_LARGE)


async def test_a_button_needs_no_text(database: Database, page: WebClient) -> None:
    assert (await page.post("", payload="/person")).status_code == 202
    async with database.sessions() as session:
        assert await session.scalar(select(InboundRow.kind)) == "button"


@pytest.mark.parametrize(
    "payload", ["/ok", "любое", " ", '{"a": 1}', '/person{"a":"b"}', "/o\ud83dk", "/о\u0085к"]
)
async def test_a_button_nobody_offered_is_refused(database: Database, page: WebClient, payload: str) -> None:
    body = json.dumps({"text": "да", "payload": payload, "client_id": "a"})
    headers = {**page.headers, "Content-Type": "application/json"}
    answer = await page.http.post("/api/messages", content=body, headers=headers)
    assert answer.status_code == 422
    if payload.isprintable():
        assert answer.json() == {"error": "bad_payload", "message": texts.BAD_PAYLOAD, "field": "payload"}
    assert await count(database) == 0


async def test_a_button_is_taken_in_the_conversation_it_was_offered_in(
    gateway: RunningGateway, database: Database, page: WebClient
) -> None:
    await page.post("есть ли кнопка?")
    button = {"title": "Кнопка", "payload": '/ok{"ключ": "значение"}'}
    async with database.sessions.begin() as session:
        conversation = await session.get_one(ConversationRow, page.conversation)
        await append_and_send(session, conversation, Draft(Author.SYSTEM, "Вот она.", buttons=[button]))
    assert (await page.post("Кнопка", payload=button["payload"])).status_code == 202
    async with web_client(gateway.url) as other:
        assert (await other.post("Кнопка", payload=button["payload"])).status_code == 422


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "session_missing"),
        ("", "session_missing"),
        ("Basic abc", "session_missing"),
        ("Bearer", "session_missing"),
        ("Bearer forged", "session_invalid"),
        ("Bearer " + SessionTokens("another key").issue(uuid.uuid4()), "session_invalid"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/messages"), ("GET", "/api/messages"), ("GET", "/api/stream")]
)
async def test_without_a_token_of_ours_nothing_is_done(
    gateway: RunningGateway, method: str, path: str, authorization: str | None, code: str
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    body = {"text": "да", "client_id": "a"} if method == "POST" else None
    async with httpx.AsyncClient(base_url=gateway.url) as http:
        answer = await http.request(method, path, json=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, code)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert await count(gateway.database) == 0


async def test_an_expired_token_is_named_as_such(
    gateway: RunningGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = int(time.time()) - LIFETIME - 60
    with monkeypatch.context() as patch:
        patch.setattr("itsdangerous.TimestampSigner.get_timestamp", lambda _: past)
        token = SessionTokens(gateway.options.key).issue(uuid.uuid4())
    async with httpx.AsyncClient(base_url=gateway.url) as http:
        answer = await http.get("/api/messages", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["error"]) == (401, "session_expired")


async def test_a_session_is_renewed_for_the_same_conversation(page: WebClient) -> None:
    renewed = await page.http.post("/api/session", headers=page.headers)
    forged = await page.http.post("/api/session", headers={"Authorization": "Bearer forged"})
    assert renewed.json()["conversation"] == str(page.conversation)
    assert forged.status_code == 401


async def test_opening_a_session_writes_nothing(database: Database, page: WebClient) -> None:
    assert (await page.history()) == {
        "messages": [],
        "state": {"owner": "bot", "typing": False},
        "seq": 0,
        "more": False,
    }
    async with database.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(ConversationRow)) == 0


async def test_one_page_is_limited_and_others_are_not(gateway: RunningGateway, page: WebClient) -> None:
    answers = [await page.post("да") for _ in range(27)]
    refused = answers[-1]
    assert [answer.status_code for answer in answers[:25]] == [202] * 25
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 3
    async with web_client(gateway.url) as other:
        assert (await other.post("да")).status_code == 202


async def test_a_waiting_message_shows_that_an_answer_is_written(page: WebClient) -> None:
    await page.post("где моё заявление")
    assert (await page.history())["state"] == {"owner": "bot", "typing": True}


@pytest.mark.parametrize("after", ["-1", "x", str(2**63)])
async def test_a_number_that_is_none_is_refused(page: WebClient, after: str) -> None:
    for path in ("/api/messages", "/api/stream"):
        answer = await page.http.get(path, params={"after": after}, headers=page.headers)
        assert answer.status_code == 422


async def test_only_listed_sites_may_read(gateway: RunningGateway) -> None:
    async with httpx.AsyncClient(base_url=gateway.url) as http:
        for origin, allowed in (
            ("https://site.example", True),
            (gateway.url, True),
            ("https://other.example", False),
            ("https://site.example.other", False),
            ("null", False),
        ):
            asked = {
                "Origin": origin,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type",
            }
            preflight = await http.options("/api/messages", headers=asked)
            opened = await http.post("/api/session", headers={"Origin": origin})
            refused = await http.get("/api/messages", headers={"Origin": origin})
            assert (preflight.status_code == 200) is allowed
            for answer in (preflight, opened, refused):
                assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)
                assert "access-control-allow-credentials" not in answer.headers


async def test_with_the_database_away_the_page_is_told_to_come_again(
    postgres: PostgresServer, page: WebClient
) -> None:
    postgres.server.stop()
    try:
        answers = [
            await page.post("да", "kept"),
            await page.http.get("/api/messages", headers=page.headers),
            await page.http.get("/api/stream", headers=page.headers),
        ]
    finally:
        postgres.server.start()
    assert [answer.status_code for answer in answers] == [503] * 3
    assert all(answer.headers["retry-after"] for answer in answers)
    assert answers[0].json() == {"error": "unavailable", "message": texts.UNAVAILABLE}
    assert (await page.post("да", "kept")).status_code == 202


async def test_a_database_that_does_not_answer_is_given_up_after_the_deadline(
    database: Database, page: WebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.web.api.STORE_DEADLINE", 0.3)
    await page.post("да")
    async with database.sessions.begin() as session:
        await session.execute(select(ConversationRow).with_for_update())
        began = time.monotonic()
        answer = await page.post("ещё")
    assert answer.status_code == 503
    assert time.monotonic() - began < 2
    assert await count(database) == 1
