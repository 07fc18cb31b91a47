"""A body is bounded, whether its length was announced or not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request

from connectors.web import errors, texts
from connectors.web.body_limit import CITIZENS, PLATFORMS, BodyLimit


def client() -> httpx.AsyncClient:
    app = FastAPI()
    errors.install(app)
    app.add_middleware(BodyLimit)

    @app.post("/{path:path}")
    async def take(request: Request) -> int:
        return len(await request.body())

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def pieces(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, 4096):
        yield b"x" * min(4096, size - start)


@pytest.mark.parametrize(("path", "limit"), [("/api/messages", CITIZENS), ("/vk/callback", PLATFORMS)])
async def test_the_limit_is_exact(path: str, limit: int) -> None:
    async with client() as http:
        assert (await http.post(path, content=b"x" * limit)).json() == limit
        assert (await http.post(path, content=b"x" * (limit + 1))).status_code == 413
        assert (await http.post(path, content=pieces(limit))).json() == limit
        refused = await http.post(path, content=pieces(limit + 1))
    assert refused.status_code == 413
    assert refused.json() == {"error": "too_large", "message": texts.TOO_LARGE}
