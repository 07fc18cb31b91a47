"""The console over a test's own database: in process, or served on a port."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence

import httpx
import uvicorn
from fastapi import FastAPI

from escalation.console.app import create_app
from escalation.dispatch import Dispatcher
from evaluation.ports import free_port
from tests.support.desk import NoDispatcher, Person
from tests.support.postgres import Database

KEY = "a key for tests, long enough to sign with"
HTMX = {"HX-Request": "true"}
PAGE = {"Accept": "text/html"}


def make_console(
    database: Database,
    dispatcher: Dispatcher | None = None,
    *,
    patience: float = 0.5,
    secure_cookies: bool = False,
    engines: Sequence[str] = (),
    engine_deadline: float = 2.0,
) -> FastAPI:
    """The application, impatient."""
    return create_app(
        sessions=database.sessions, dispatcher=dispatcher or NoDispatcher(), signing_key=KEY,
        secure_cookies=secure_cookies, dsn=database.dsn, patience=patience,
        engines=engines, engine_deadline=engine_deadline,
    )  # fmt: skip


def browser(
    app: FastAPI, person: Person | None = None, base_url: str = "http://console"
) -> httpx.AsyncClient:
    """A browser at the console, signed in as this person if one is given."""
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url=base_url,
        headers=PAGE,
    )
    if person is not None:
        client.cookies.set("otklik_console", person.token, domain="console.local", path="/")
    return client


async def csrf_of(client: httpx.AsyncClient, path: str = "/queue") -> str:
    """The token the page at this path gives to its forms."""
    found = re.search(r'data-csrf="([0-9a-f]{64})"', (await client.get(path)).text)
    assert found is not None, "the page has no token"
    return found[1]


def field(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found is not None, f"the page has no field {name}"
    return found[1]


@contextlib.asynccontextmanager
async def served(app: FastAPI, port: int | None = None) -> AsyncIterator[str]:
    """The application on this port, or one of its own; yields its address."""
    port = port or free_port()
    config = uvicorn.Config(
        app, port=port, log_level="warning", ws="none", timeout_graceful_shutdown=1, access_log=False
    )
    server = uvicorn.Server(config)
    # The signals of the test run are pytest's.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    task = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it by a flag
            await asyncio.sleep(0.01)
        await app.state.console.listener.wait_until_listening(5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task
