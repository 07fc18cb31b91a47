"""Bounds the size of a request's body, announced or not."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.web import texts
from connectors.web.errors import error_response

CITIZENS = 128 * 1024
# A platform's update quotes the messages it answers; refused, it would be repeated for ever.
PLATFORMS = 1024 * 1024


class BodyLimit:
    """413 beyond `CITIZENS` bytes below /api, beyond `PLATFORMS` elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = CITIZENS if scope["path"].startswith("/api/") else PLATFORMS
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            await error_response(413, "too_large", texts.TOO_LARGE)(scope, receive, send)
            return
        total = 0

        async def bounded() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > limit:
                raise HTTPException(413)
            return message

        await self._app(scope, bounded, send)
