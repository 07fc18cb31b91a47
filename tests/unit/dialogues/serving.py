"""A Sanic application on a real port, for tests in one event loop."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sanic import Sanic

from evaluation.ports import free_port

_numbers = itertools.count(1)


def new_app() -> Sanic:
    """An application with a name of its own: Sanic keeps all names of a process."""
    Sanic.test_mode = True  # Sanic rewrites its own methods at a start; a second one needs the originals
    return Sanic(f"test_{next(_numbers)}", configure_logging=False)


@asynccontextmanager
async def served(app: Sanic) -> AsyncIterator[str]:
    """The application's address while it runs, its listeners included."""
    port = free_port()
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.before_stop()
        server.close()
        for connection in list(server.connections):
            connection.close()
        await server.after_stop()
