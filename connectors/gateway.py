"""The gateway: the web chat, the webhooks of the messengers, health."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

import structlog
from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.access import AccessLog
from connectors.readiness import Probe
from connectors.registry import ChannelSettings, build_routers
from connectors.web import api, errors, pages
from connectors.web.body_limit import BodyLimit
from connectors.web.feed import Feed
from connectors.web.headers import SecurityHeaders
from connectors.web.limits import RateLimit
from connectors.web.notify import Notifier
from connectors.web.session_token import SessionTokens
from connectors.web.stream import Streams
from escalation.dispatch import Dispatcher

log = structlog.get_logger(__name__)

SENDS_PER_MINUTE = 20


class GatewaySettings(ChannelSettings, Protocol):
    """What the gateway reads of the settings, beside what the channels read."""

    @property
    def web_origins(self) -> Sequence[str]:
        """Origins of the sites that may embed the chat."""

    @property
    def gateway_url(self) -> str:
        """Where browsers reach this gateway."""

    @property
    def web(self) -> bool:
        """Whether the web chat is on."""

    @property
    def demo_page(self) -> bool:
        """Whether / shows the demonstration page."""

    @property
    def engines(self) -> Sequence[str]:
        """Base addresses of the dialogue engines."""

    @property
    def actions_port(self) -> int:
        """Where the action server listens on the loopback address."""


def create_app(
    settings: GatewaySettings,
    sessions: async_sessionmaker[AsyncSession],
    dispatcher: Dispatcher,
    *,
    dsn: str,
    schema: str | None = None,
    version: str = "dev",
    sends_per_minute: int = SENDS_PER_MINUTE,
) -> FastAPI:
    """The application, wired. Nothing is connected before it starts.

    `dsn` is libpq's address, for LISTEN. `schema` is the newest revision this code knows, which /ready
    compares with the database's. `app.state.streams.close()` ends all streams, so that a server may stop.
    """
    notifier = Notifier(dsn)
    feed = Feed(sessions)
    streams = Streams(feed, notifier)
    probe = Probe(sessions, settings.engines, f"http://127.0.0.1:{settings.actions_port}", schema)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        listening = asyncio.create_task(notifier.run(), name="notifier")
        try:
            yield
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
            await probe.close()

    app = FastAPI(
        title="Otklik", version=version, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.streams = streams
    app.state.web = api.WebParts(
        tokens=SessionTokens(settings.signing_key()),
        sessions=sessions,
        feed=feed,
        streams=streams,
        sends=RateLimit(sends_per_minute, 60),
    )
    errors.install(app)
    # The last one added is the outermost: a refusal, too, must tell the browser that it may read it.
    app.add_middleware(BodyLimit)
    app.add_middleware(AccessLog)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[*settings.web_origins, settings.gateway_url.rstrip("/")],
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
        expose_headers=["Retry-After"],
        max_age=600,
    )
    if settings.web:
        app.include_router(api.router)
        app.include_router(pages.make_router(demo_page=settings.demo_page))
    for router in build_routers(settings, sessions, dispatcher):
        app.include_router(router)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": version}

    @app.get("/ready")
    async def ready(response: Response) -> dict[str, Any]:
        found = await probe.look()
        response.status_code = 200 if found.ok else 503
        return found.as_json()

    return app
