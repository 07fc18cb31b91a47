"""The access log says what was asked for, never what was said."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from connectors.access import AccessLog
from connectors.web import texts


def client() -> httpx.AsyncClient:
    app = FastAPI()
    app.add_middleware(AccessLog)

    @app.post("/hook/{secret}")
    async def hook(secret: str) -> None:
        if secret == "fault":
            raise RuntimeError("тайна гражданина")

    @app.get("/health")
    async def health() -> None:
        return None

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_no_path_query_cookie_or_body_is_logged() -> None:
    async with client() as http:
        with capture_logs() as lines:
            headers = {"Cookie": "session=s3cret"}
            await http.post("/hook/s3cret?text=тайна", json={"text": "тайна"}, headers=headers)
    assert len(lines) == 1
    assert {key: lines[0][key] for key in ("method", "route", "status")} == {
        "method": "POST",
        "route": "/hook/{secret}",
        "status": 200,
    }
    assert "s3cret" not in str(lines)
    assert "тайна" not in str(lines)


async def test_a_fault_is_answered_and_its_text_is_not_logged() -> None:
    async with client() as http:
        with capture_logs() as lines:
            answer = await http.post("/hook/fault")
    assert answer.status_code == 500
    assert answer.json() == {"error": "internal", "message": texts.BROKEN}
    assert "тайна" not in str(lines)
    assert [line["event"] for line in lines] == ["request_failed", "request"]
    assert lines[0]["error"] == "RuntimeError"
    assert lines[0]["at"].startswith("test_access.py:")


@pytest.mark.parametrize("path", ["/health"])
async def test_probes_are_not_logged(path: str) -> None:
    async with client() as http:
        with capture_logs() as lines:
            await http.get(path)
    assert lines == []
