"""Errors a citizen's page is told of: a status, a code for programs, a sentence in Russian for people."""

from __future__ import annotations

import math
from collections.abc import Mapping

import psycopg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from connectors.web import texts

log = structlog.get_logger(__name__)

RETRY_AFTER = 3

_BY_STATUS = {
    404: ("not_found", texts.NOT_FOUND),
    405: ("method_not_allowed", texts.NOT_ALLOWED),
    413: ("too_large", texts.TOO_LARGE),
}


class CitizenError(Exception):
    """Refuses a request; nothing was changed. `field` names the part of the body at fault."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        field: str | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})
        self.field = field


def too_many(seconds: float, message: str = texts.TOO_MANY) -> CitizenError:
    """429: repeat after so many seconds."""
    whole = max(1, math.ceil(seconds))
    return CitizenError(429, "too_many", message.format(seconds=whole), {"Retry-After": str(whole)})


def error_response(
    status: int,
    code: str,
    message: str,
    headers: Mapping[str, str] | None = None,
    *,
    field: str | None = None,
) -> JSONResponse:
    """The one shape of an error: `{"error": code, "message": sentence, "field"?: name}`."""
    body = {"error": code, "message": message, **({"field": field} if field else {})}
    return JSONResponse(body, status, headers=dict(headers or {}))


def unavailable() -> JSONResponse:
    """503: the database cannot be reached; nothing was stored, so that the sender repeats."""
    return error_response(503, "unavailable", texts.UNAVAILABLE, {"Retry-After": str(RETRY_AFTER)})


def broken() -> JSONResponse:
    """500."""
    return error_response(500, "internal", texts.BROKEN)


async def _citizen_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CitizenError)  # noqa: S101 - narrows the type that the handler is registered for
    return error_response(error.status, error.code, error.message, error.headers, field=error.field)


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    code, message = _BY_STATUS.get(error.status_code, ("refused", texts.REFUSED))
    return error_response(error.status_code, code, message, error.headers)


async def _bad_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    # Names of fields alone: what was sent is the citizen's.
    fields = sorted({".".join(str(part) for part in item["loc"][1:]) for item in error.errors()})
    log.info("bad_request", fields=fields)
    return error_response(422, "bad_request", texts.BAD_REQUEST)


async def _database_error(_: Request, error: Exception) -> JSONResponse:
    gone = isinstance(
        error, (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
    ) or (isinstance(error, DBAPIError) and error.connection_invalidated)
    if isinstance(error, (DBAPIError, psycopg.Error)) and not gone:
        raise error
    log.warning("database_unavailable", error=type(error).__name__)
    return unavailable()


def install(app: FastAPI) -> None:
    """Have the application answer in this shape, and with 503 while the database is away."""
    app.add_exception_handler(CitizenError, _citizen_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    for kind in (DBAPIError, psycopg.Error, PoolTimeout, ConnectorException, TimeoutError, ConnectionError):
        app.add_exception_handler(kind, _database_error)
