"""The operators' console: `python -m otklik.processes.console`."""

from __future__ import annotations

import asyncio

import uvicorn

from escalation.console.app import create_app
from otklik import logs
from otklik.composition import open_stores
from otklik.settings import Settings, load

STOP_SECONDS = 5


async def run(settings: Settings) -> None:
    """Serve operators until a signal says to stop. Open live pages are ended after `STOP_SECONDS`."""
    async with open_stores(settings) as stores:
        app = create_app(
            sessions=stores.sessions,
            dispatcher=stores.dispatcher,
            signing_key=settings.signing_key(),
            secure_cookies=settings.console_secure_cookies,
            dsn=stores.dsn,
            timezone=settings.time_zone,
            engines=settings.engines,
        )
        await uvicorn.Server(
            uvicorn.Config(
                app,
                host=settings.console_host,
                port=settings.console_port,
                ws="none",
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        ).serve()


def main() -> None:
    """Entry point."""
    settings = load()
    logs.configure(settings)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
