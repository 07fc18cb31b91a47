"""The console's application factory."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from importlib.resources import files
from zoneinfo import ZoneInfo

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from escalation.console import acts, conversation, lists, live, playground, sign_in
from escalation.console.context import Console, console_of
from escalation.console.engine import DEADLINE, Engine
from escalation.console.headers import ProtectiveHeaders
from escalation.console.pages import FOLDER, make_templates
from escalation.console.refusals import add_refusals
from escalation.dispatch import Dispatcher
from escalation.intervene import PATIENCE
from escalation.listener import Listener

HEALTH_SECONDS = 2.0
HTMX = "static/django_htmx/htmx-2.min.js"

service = APIRouter()


@service.get("/health")
async def health(request: Request) -> Response:
    """What the console depends on, and whether it stands: 200, or 503 when the database is gone."""
    console = console_of(request)
    database = False
    with contextlib.suppress(SQLAlchemyError, TimeoutError, OSError):
        async with asyncio.timeout(HEALTH_SECONDS), console.sessions() as session:
            database = await session.scalar(text("SELECT 1")) == 1
    checks = {"database": database, "notifications": console.listener.is_listening}
    return JSONResponse(
        {"status": "ok" if all(checks.values()) else "degraded" if database else "failed", "checks": checks},
        status_code=200 if database else 503,
    )


def create_app(
    *,
    sessions: async_sessionmaker[AsyncSession],
    dispatcher: Dispatcher,
    signing_key: str,
    secure_cookies: bool,
    dsn: str,
    timezone: str = "Europe/Moscow",
    patience: float = PATIENCE,
    engines: Sequence[str] = (),
    engine_deadline: float = DEADLINE,
) -> FastAPI:
    """The console over these sessions and this dispatcher.

    `dsn` is the plain address of the same database, for notifications; `timezone` is the operators' clock;
    `patience` is how many seconds a claim waits for a reply of the assistant that is just leaving; `engines`
    are base addresses of dialogue engines, asked by the playground alone for `engine_deadline` seconds.
    """
    listener = Listener(dsn)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with listener.running():
            yield

    app = FastAPI(title="Otklik console", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.console = Console(
        sessions=sessions,
        dispatcher=dispatcher,
        listener=listener,
        templates=make_templates(),
        signing_key=signing_key,
        secure_cookies=secure_cookies,
        zone=ZoneInfo(timezone),
        engine=Engine(engines, engine_deadline),
        patience=patience,
    )
    # Only the file is used; the package's Django parts are not imported.
    htmx = files("django_htmx").joinpath(HTMX).read_bytes()

    @app.get("/static/htmx.min.js")
    async def serve_htmx() -> Response:
        return Response(htmx, media_type="text/javascript")

    for part in (service, sign_in, lists, live, conversation, acts, playground):
        app.include_router(part if isinstance(part, APIRouter) else part.router)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.add_middleware(ProtectiveHeaders, secure=secure_cookies)
    add_refusals(app)
    return app
