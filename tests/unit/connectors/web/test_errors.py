"""Errors have one shape, and a database that is away is a 503 with the time to come again."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from procrastinate.exceptions import ConnectorException
from pydantic import BaseModel
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from connectors.web import errors, texts
from connectors.web.errors import CitizenError, too_many


class Body(BaseModel):
    number: int


def application(error: Exception) -> httpx.AsyncClient:
    app = FastAPI()
    errors.install(app)

    @app.get("/")
    async def fail() -> None:
        raise error

    @app.post("/")
    async def take(body: Body) -> None:
        return None

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("select", {}, Exception("server closed the connection")),
        InterfaceError("select", {}, Exception("connection is closed")),
        DataError("select", {}, Exception("cut"), connection_invalidated=True),
        PoolTimeout("no connection is free"),
        ConnectorException("no connection"),
        TimeoutError(),
        ConnectionRefusedError(),
    ],
)
async def test_a_database_that_is_away_is_503(error: Exception) -> None:
    async with application(error) as client:
        answer = await client.get("/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "3"
    assert answer.json() == {"error": "unavailable", "message": texts.UNAVAILABLE}


async def test_a_fault_of_ours_is_not_taken_for_an_absent_database() -> None:
    fault = DataError("select", {}, Exception("bad value"))
    async with application(fault) as client:
        with pytest.raises(DataError):
            await client.get("/")


async def test_an_error_for_the_citizen_keeps_its_words_and_headers() -> None:
    async with application(CitizenError(401, "session_invalid", "Слова.", {"X-Y": "z"})) as client:
        answer = await client.get("/")
    assert (answer.status_code, answer.headers["x-y"]) == (401, "z")
    assert answer.json() == {"error": "session_invalid", "message": "Слова."}


async def test_the_field_at_fault_is_named() -> None:
    async with application(CitizenError(422, "bad_payload", "Слова.", field="payload")) as client:
        answer = await client.get("/")
    assert answer.json() == {"error": "bad_payload", "message": "Слова.", "field": "payload"}


@pytest.mark.parametrize(("seconds", "whole"), [(0.01, "1"), (2.1, "3"), (30, "30")])
async def test_too_many_says_when_to_come_again(seconds: float, whole: str) -> None:
    async with application(too_many(seconds)) as client:
        answer = await client.get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, whole)
    assert whole in answer.json()["message"]


async def test_a_bad_body_is_refused_without_repeating_it() -> None:
    async with application(HTTPException(418)) as client:
        answer = await client.post("/", json={"number": "тайна"})
        other = await client.get("/")
    assert answer.status_code == 422
    assert answer.json() == {"error": "bad_request", "message": texts.BAD_REQUEST}
    assert other.json() == {"error": "refused", "message": texts.REFUSED}
