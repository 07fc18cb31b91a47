"""Another organisation's site that embeds the widget, as strict as a site can be."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

PAGE = """<!doctype html><html lang="ru"><head><title>Сайт</title>
<script src="{gateway}/widget.js" defer data-accent="rgb(0, 100, 60)"></script></head>
<body><h1>Сайт другой организации</h1><a href="#" data-otklik-open>Спросить</a></body></html>"""


@contextlib.asynccontextmanager
async def host_site(port: int, gateway: str) -> AsyncIterator[str]:
    """Serve the page with a policy that allows the gateway's script and API, and nothing else at all."""
    policy = (
        f"default-src 'none'; script-src {gateway}; connect-src {gateway};"
        " require-trusted-types-for 'script'; trusted-types 'none'"
    )

    async def page(_: Request) -> HTMLResponse:
        return HTMLResponse(PAGE.format(gateway=gateway), headers={"Content-Security-Policy": policy})

    app = Starlette(routes=[Route("/", page)])
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, ws="none", log_level="warning", lifespan="off")
    )
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving
