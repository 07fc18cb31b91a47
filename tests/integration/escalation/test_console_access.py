"""Who gets into the console, and what a stranger's page cannot do."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from starlette.routing import Route

from escalation.console import acts, conversation, lists, live, playground, sign_in, texts
from escalation.operators import MAX_FAILURES, Refusal
from escalation.tables import OperatorSessionRow, TicketRow
from tests.support.console import HTMX, PAGE, browser, csrf_of, field, make_console
from tests.support.desk import PASSWORD, hire, open_case
from tests.support.postgres import Database

NEW = "другой надёжный пароль"


async def test_strangers_are_led_to_the_sign_in(database: Database) -> None:
    app = make_console(database)
    async with browser(app) as client:
        case = await open_case(database.sessions, "peer", "Секрет гражданина")
        for path in ("/queue", "/conversations", f"/conversations/{case.conversation_id}", "/password"):
            answer = await client.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"] == f"/sign-in?next={path}"
            assert "Секрет" not in answer.text
        for path in ("/queue/rows", "/queue/events", f"/conversations/{case.conversation_id}/events"):
            answer = await client.get(path, headers={"Accept": "text/event-stream"})
            assert answer.status_code == 401
        answer = await client.post(f"/tickets/{case.ticket_id}/claim", headers=HTMX)
        assert (answer.status_code, answer.text) == (401, texts.SIGNED_OUT)


async def test_sign_in_then_change_of_the_one_time_password(database: Database) -> None:
    await hire(database.sessions, "anna", "Анна", one_time=True)
    app = make_console(database)
    async with browser(app) as client:
        form = (await client.get("/sign-in?next=/conversations")).text
        values = {"csrf": field(form, "csrf"), "next": field(form, "next"), "login": "anna"}

        refused = await client.post("/sign-in", data={**values, "password": "не тот"})
        assert refused.status_code == 401
        assert texts.SIGN_IN_REFUSED[Refusal.WRONG] in refused.text
        assert 'value="anna"' in refused.text
        assert "не тот" not in refused.text

        answer = await client.post("/sign-in", data={**values, "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/conversations")
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("otklik_console="))
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie

        assert (await client.get("/queue")).headers["location"] == "/password"
        assert (await client.get("/queue/rows", headers=HTMX)).status_code == 403
        token = await csrf_of(client, "/password")
        differ = await client.post(
            "/password", data={"csrf": token, "present": PASSWORD, "new": NEW, "again": "иной"}
        )
        assert (differ.status_code, texts.PASSWORDS_DIFFER in differ.text) == (422, True)
        short = await client.post(
            "/password", data={"csrf": token, "present": PASSWORD, "new": "a", "again": "a"}
        )
        assert short.status_code == 422
        done = await client.post(
            "/password", data={"csrf": token, "present": PASSWORD, "new": NEW, "again": NEW}
        )
        assert (done.status_code, done.headers["location"]) == (303, "/queue")
        queue = await client.get("/queue")
        assert "Анна" in queue.text

        await client.post("/sign-out", data={"csrf": await csrf_of(client)})
        assert (await client.get("/queue")).status_code == 303
    async with database.sessions() as session:
        assert len(list(await session.scalars(select(OperatorSessionRow)))) == 0


async def test_five_wrong_passwords_lock(database: Database) -> None:
    await hire(database.sessions, "anna", "Анна")
    app = make_console(database)
    async with browser(app) as client:
        values = {"csrf": await csrf_of(client, "/sign-in"), "login": "anna"}
        for _ in range(MAX_FAILURES):
            answer = await client.post("/sign-in", data={**values, "password": "не тот"})
        assert answer.status_code == 429
        answer = await client.post("/sign-in", data={**values, "password": PASSWORD})
        assert (answer.status_code, texts.SIGN_IN_REFUSED[Refusal.LOCKED] in answer.text) == (429, True)


async def test_whatever_changes_something_needs_the_token(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    boris = await hire(database.sessions, "boris", "Борис")
    case = await open_case(database.sessions, "peer")
    app = make_console(database)
    paths = [
        re.sub(r"\{conversation_id\}", str(case.conversation_id), path).replace(
            "{ticket_id}", str(case.ticket_id)
        )
        for path in posted_paths()
    ]
    assert len(paths) >= 9
    async with browser(app, anna) as client, browser(app, boris) as other:
        foreign = await csrf_of(other)
        for path in paths:
            for token in (None, "", "0" * 64, foreign, "й"):
                answer = await client.post(path, data={} if token is None else {"csrf": token})
                assert answer.status_code == 403, path
            answer = await client.post(path, headers={"X-CSRF-Token": foreign})
            assert answer.status_code == 403, path
    async with browser(app) as stranger:
        assert (
            await stranger.post("/sign-in", data={"login": "anna", "password": PASSWORD})
        ).status_code == 403
    async with database.sessions() as session:
        assert (await session.get_one(TicketRow, case.ticket_id)).state == "open"


def posted_paths() -> list[str]:
    """The paths of all routes that take a POST, from the parts the application is made of."""
    parts = (acts, conversation, lists, live, playground, sign_in)
    routes = [route for part in parts for route in part.router.routes]
    return [route.path for route in routes if isinstance(route, Route) and "POST" in (route.methods or set())]


async def test_pages_are_kept_to_themselves(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    app = make_console(database)
    async with browser(app, anna) as client:
        for path in ("/queue", "/sign-in", "/static/htmx.min.js", "/static/console.js", "/none", "/health"):
            headers = (await client.get(path)).headers
            policy = headers["content-security-policy"]
            assert "script-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["cache-control"] == ("no-cache" if "/static/" in path else "no-store")
        page = (await client.get("/queue")).text
        assert "style=" not in page
        assert not re.search(r"<script(?! src=)|\son\w+=", page)
        assert (await client.get("/static/htmx.min.js")).text.startswith("var htmx=")


async def test_after_the_sign_in_only_our_own_pages(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    app = make_console(database)
    async with browser(app, anna) as client:
        for address in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", ""):
            answer = await client.get("/sign-in", params={"next": address})
            assert answer.headers["location"] == "/queue"


async def test_secure_cookies_are_bound_to_the_host(database: Database) -> None:
    await hire(database.sessions, "anna", "Анна")
    app = make_console(database, secure_cookies=True)
    async with browser(app, base_url="https://console") as client:
        token = await csrf_of(client, "/sign-in")
        answer = await client.post("/sign-in", data={"csrf": token, "login": "anna", "password": PASSWORD})
        assert answer.status_code == 303
        cookies = answer.headers.get_list("set-cookie")
        assert all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in cookies)
        assert (await client.get("/queue")).status_code == 200
        assert "max-age" in (await client.get("/queue")).headers["strict-transport-security"]


@pytest.mark.parametrize("accept", [PAGE, HTMX])
async def test_unknown_addresses_and_numbers_are_told(database: Database, accept: dict[str, str]) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    app = make_console(database)
    async with browser(app, anna) as client:
        client.headers.update(accept)
        assert texts.NOT_FOUND in (await client.get("/none")).text
        missing = await client.get("/conversations/00000000-0000-0000-0000-000000000000")
        assert (missing.status_code, texts.NO_CONVERSATION in missing.text) == (404, True)
        assert (await client.get("/conversations/not-an-id")).status_code == 400
        client.headers["X-CSRF-Token"] = await csrf_of(client)
        assert texts.NO_TICKET in (await client.post("/tickets/999/claim")).text
        assert (await client.post(f"/tickets/{10**30}/claim")).status_code == 400


async def test_an_error_of_ours_is_told_without_its_details(database: Database) -> None:
    app = make_console(database)

    async def fail() -> None:
        raise RuntimeError("секрет внутри")

    app.add_api_route("/fail", fail)
    async with browser(app) as client:
        answer = await client.get("/fail")
        assert (answer.status_code, texts.FAILED_PAGE in answer.text) == (500, True)
        assert "секрет" not in answer.text
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert (await client.get("/fail", headers=HTMX | {"Accept": "*/*"})).text == texts.FAILED
