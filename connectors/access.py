"""One line a request: method, route, status, time. Never a query, a cookie, a header or a body."""

from __future__ import annotations

import time
import traceback
from pathlib import Path

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.web.errors import broken

log = structlog.get_logger(__name__)

QUIET = frozenset({"/health", "/ready"})


class AccessLog:
    """Logs requests, and answers 500 to what went wrong, whose own text may hold what a citizen wrote."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}:{last.lineno}"
            # No traceback: it would carry the error's text.
            log.error("request_failed", error=type(error).__name__, at=place)  # noqa: TRY400
            if status == 0:
                await broken()(scope, receive, send_and_note)
        finally:
            # The route's pattern, not the path: a webhook's path may hold a secret.
            route = getattr(scope.get("route"), "path", None) or "-"
            if route not in QUIET:
                spent = round((time.monotonic() - began) * 1000, 1)
                log.info("request", method=scope["method"], route=route, status=status, ms=spent)
