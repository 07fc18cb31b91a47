"""Headers on every answer."""

from __future__ import annotations

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from escalation.console.headers import ALWAYS, ProtectiveHeaders


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that forgot everything."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"ALLOW")]})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("secure", [True, False])
async def test_all_are_set_and_none_can_be_loosened(secure: bool) -> None:
    transport = httpx.ASGITransport(ProtectiveHeaders(answer, secure=secure))
    async with httpx.AsyncClient(transport=transport, base_url="http://console") as client:
        headers = (await client.get("/queue")).headers
        static = (await client.get("/static/console.js")).headers
    for name, value in ALWAYS.items():
        assert headers[name] == value
    assert headers["cache-control"] == "no-store"
    assert ("strict-transport-security" in headers) is secure
    assert static["cache-control"] == "no-cache"
