"""Every answer carries the headers that keep browsers careful."""

from __future__ import annotations

import httpx
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from connectors.web.headers import PAGE_POLICY, SecurityHeaders


async def test_what_is_missing_is_added_and_what_is_set_stays() -> None:
    own = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "public"}
    app = Starlette(
        routes=[
            Route("/plain", lambda _: PlainTextResponse("")),
            Route("/page", lambda _: PlainTextResponse("", headers=own)),
        ]
    )
    transport = httpx.ASGITransport(SecurityHeaders(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        plain, page, absent = [(await http.get(path)).headers for path in ("/plain", "/page", "/absent")]
    for headers in (plain, page, absent):
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert plain["cache-control"] == "no-store"
    assert plain["content-security-policy"].startswith("default-src 'none'")
    assert (page["cache-control"], page["content-security-policy"]) == ("public", PAGE_POLICY)


def test_the_page_s_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in PAGE_POLICY
    assert PAGE_POLICY.startswith("default-src 'none'; script-src 'self'")
