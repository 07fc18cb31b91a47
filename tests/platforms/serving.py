"""Run an emulated platform: one port for the product, one for those who watch and steer it."""

from __future__ import annotations

import asyncio
import inspect
import threading
from typing import Any, Protocol

from aiohttp import web

from evaluation.ports import free_port
from tests.platforms.phone import Shown

HOST = "127.0.0.1"


class Platform(Protocol):
    """What is served."""

    ACTIONS: frozenset[str]

    def app(self) -> web.Application:
        """The platform's side."""

    async def start(self, url: str) -> None:
        """Learn the own address; called on the event loop."""

    async def stop(self) -> None:
        """End what runs beside the requests."""


class Served:
    """A platform on its ports, within the running event loop."""

    def __init__(self, platform: Platform, port: int, control_port: int) -> None:
        self._platform = platform
        self.port = port
        self.control_port = control_port
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._control = web.AppRunner(self._control_app(), access_log=None)

    async def start(self) -> None:
        """Listen on both ports."""
        self._runner = web.AppRunner(
            self._platform.app(), access_log=None, shutdown_timeout=0.2, handler_cancellation=True
        )
        await self._runner.setup()
        await self._listen()
        await self._control.setup()
        await web.TCPSite(self._control, HOST, self.control_port).start()
        await self._platform.start(f"http://{HOST}:{self.port}")

    async def stop(self) -> None:
        """Close both."""
        await self._platform.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        await self._control.cleanup()

    async def _listen(self) -> None:
        if self._site is None and self._runner is not None:
            self._site = web.TCPSite(self._runner, HOST, self.port, reuse_address=True)
            await self._site.start()

    async def _refuse(self) -> None:
        """Listen no more: new connections are refused and open ones are cut."""
        if self._site is None or self._runner is None:
            return
        await self._site.stop()
        self._site = None
        server = self._runner.server
        if server is not None:
            for connection in list(server.connections):
                if connection.transport is not None:
                    connection.transport.abort()

    def _control_app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{action}", self._act)
        return app

    async def _act(self, request: web.Request) -> web.Response:
        action = request.match_info["action"]
        values: dict[str, Any] = await request.json() if request.can_read_body else {}
        if action == "fault" and values.get("name") == "refuse":
            await self._refuse()
            return web.json_response(None)
        if action == "heal":
            await self._listen()
        if action not in self._platform.ACTIONS:
            return web.json_response(f"no action {action!r}", status=404)
        try:
            result = getattr(self._platform, action)(**values)
            result = await result if inspect.isawaitable(result) else result
        except (LookupError, ValueError, TypeError) as error:
            return web.json_response(str(error), status=400)
        return web.json_response(_plain(result))


class ThreadedServer:
    """A served platform in a thread of its own."""

    def __init__(self, platform: Platform, port: int | None = None, control_port: int | None = None) -> None:
        self.served = Served(platform, port or free_port(), control_port or free_port())
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="platform")

    def start(self) -> None:
        """Return once both ports are listened on."""
        self._thread.start()
        self._ready.wait(10)
        if self._failure is not None:
            raise RuntimeError("the emulator did not start") from self._failure

    def stop(self) -> None:
        """Return once the thread has ended."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        try:
            await self.served.start()
        except BaseException as error:
            self._failure = error
            raise
        finally:
            self._ready.set()
        await self._ended.wait()
        await self.served.stop()


async def serve_for_ever(platform: Platform, port: int, control_port: int) -> None:
    """For a process of its own: serve until it is ended."""
    await Served(platform, port, control_port).start()
    await asyncio.Event().wait()


def _plain(value: Any) -> Any:
    if isinstance(value, Shown):
        return value.as_json()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
