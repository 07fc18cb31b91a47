"""What a browser fetches: the widget's script, and a page of an imaginary organisation's site."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request, Response

from connectors.web.headers import PAGE_POLICY
from connectors.web.widget import assemble

DEMO = Path(__file__).parent / "static" / "demo"
FRESH = "public, max-age=300"


def _answer(request: Request, body: str, media_type: str, etag: str, headers: dict[str, str]) -> Response:
    headers = {"ETag": etag, "Cache-Control": FRESH, **headers}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _tag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def make_router(*, demo_page: bool) -> APIRouter:
    """Reads the files once. Without the demo page only the script is served."""
    router = APIRouter()
    script = assemble()

    @router.get("/widget.js")
    async def widget(request: Request) -> Response:
        # Sites that isolate themselves (COEP) may embed it only with this header.
        headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
        return _answer(request, script.text, "text/javascript; charset=utf-8", script.etag, headers)

    if not demo_page:
        return router
    page = (DEMO / "index.html").read_text("utf-8")
    style = (DEMO / "demo.css").read_text("utf-8")

    @router.get("/")
    async def demo(request: Request) -> Response:
        headers = {"Content-Security-Policy": PAGE_POLICY}
        return _answer(request, page, "text/html; charset=utf-8", _tag(page), headers)

    @router.get("/demo.css")
    async def demo_style(request: Request) -> Response:
        return _answer(request, style, "text/css; charset=utf-8", _tag(style), {})

    return router
