"""Run the gateway's server so that it stops at once though pages hold their streams open."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from fastapi import FastAPI

STOP_SECONDS = 5


class GatewayServer(uvicorn.Server):
    """Ends the streams before it waits for connections to close: they would never close by themselves."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                ws="none",
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
                timeout_keep_alive=30,
            )
        )
        self.application = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: streams, then requests in hand, then the application."""
        self.application.state.streams.close()
        await super().shutdown(sockets)

    def serve_here(self) -> None:
        """Serve until a signal says to stop."""
        asyncio.run(self.serve())


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve the gateway in this process until it is told to stop."""
    GatewayServer(app, host, port).serve_here()
