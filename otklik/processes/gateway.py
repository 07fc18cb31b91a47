"""The gateway's process: `python -m otklik.processes.gateway`."""

from __future__ import annotations

from importlib.metadata import version

import uvloop
from alembic.script import ScriptDirectory

from connectors.gateway import create_app
from connectors.serving import GatewayServer
from otklik import embedded, logs
from otklik.composition import open_stores
from otklik.database import alembic_config
from otklik.settings import Settings, load


async def run(settings: Settings) -> None:
    """Serve citizens' pages and the messengers' webhooks until a signal says to stop."""
    schema = ScriptDirectory.from_config(alembic_config(embedded.url(settings))).get_current_head()
    async with open_stores(settings) as stores:
        app = create_app(
            settings,
            stores.sessions,
            stores.dispatcher,
            dsn=stores.dsn,
            schema=schema,
            version=version("otklik"),
        )
        await GatewayServer(app, settings.gateway_host, settings.gateway_port).serve()


def main() -> None:
    """Entry point."""
    settings = load()
    logs.configure(settings)
    uvloop.run(run(settings))


if __name__ == "__main__":
    main()
