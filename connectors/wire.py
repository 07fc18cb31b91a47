"""What comes over the wire from a platform: bounded, valid JSON, and of values PostgreSQL can store."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from fastapi import Request

from connectors.storable import storable

MAX_BODY = 1_048_576


class BadBody(Exception):
    """The request's body is not one a platform sends. `status` is the HTTP status that says so."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


async def read_object(request: Request, limit: int = MAX_BODY) -> dict[str, Any]:
    """The JSON object of a request of at most `limit` bytes. Raises `BadBody`: 413, or 400 for no object."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BadBody(f"the body is longer than {limit} bytes", 413)
    return parse_object(bytes(body))


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in the bytes, its values storable. Raises `BadBody`."""
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadBody(f"the body is no JSON: {type(error).__name__}", 400) from error
    if not isinstance(value, dict):
        raise BadBody("the body is no JSON object", 400)
    return {storable(key): storable(item) for key, item in value.items()}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
