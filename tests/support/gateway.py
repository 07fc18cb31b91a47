"""A real gateway over a test's own database."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from pydantic import SecretStr

from connectors.gateway import create_app
from connectors.jobs import JobDispatcher
from connectors.serving import GatewayServer
from evaluation.ports import free_port
from tests.support.postgres import Database


@dataclass
class GatewayOptions:
    """What the gateway reads of the settings, with values for tests."""

    port: int = field(default_factory=free_port)
    web_origins: list[str] = field(default_factory=list)
    web: bool = True
    demo_page: bool = True
    engines: list[str] = field(default_factory=list)
    actions_port: int = 1
    public_url: str | None = None
    vk_token: SecretStr | None = None
    vk_group_id: int | None = None
    vk_mode: str = "longpoll"
    vk_callback_secret: SecretStr | None = None
    vk_confirmation: SecretStr | None = None
    vk_api_url: str | None = None
    telegram_token: SecretStr | None = None
    telegram_mode: str = "polling"
    telegram_webhook_secret: SecretStr | None = None
    telegram_api_url: str | None = None
    key: str = "a key for tests"

    @property
    def gateway_url(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"

    def signing_key(self) -> str:
        """The key that signs sessions."""
        return self.key


@dataclass
class RunningGateway:
    """A gateway that serves, and may be stopped and started again at the same address."""

    database: Database
    options: GatewayOptions
    sends_per_minute: int
    server: GatewayServer | None = None
    task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Base address."""
        return self.options.gateway_url

    async def start(self) -> None:
        """Serve; returns when it answers."""
        web = create_app(
            self.options,
            self.database.sessions,
            JobDispatcher(),
            dsn=self.database.dsn,
            sends_per_minute=self.sends_per_minute,
        )
        self.server = GatewayServer(web, "127.0.0.1", self.options.port)
        # The signals of the test run are pytest's.
        self.server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        self.task = asyncio.create_task(self.server.serve())
        while not self.server.started:  # noqa: ASYNC110 - the server has no event to wait for
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Stop as a signal would."""
        if self.server is None or self.task is None:
            return
        self.server.should_exit = True
        await self.task
        self.server, self.task = None, None


@contextlib.asynccontextmanager
async def running_gateway(
    database: Database, *, options: GatewayOptions | None = None, sends_per_minute: int = 1000
) -> AsyncIterator[RunningGateway]:
    """A gateway over this database."""
    gateway = RunningGateway(database, options or GatewayOptions(), sends_per_minute)
    await gateway.start()
    try:
        yield gateway
    finally:
        await gateway.stop()
