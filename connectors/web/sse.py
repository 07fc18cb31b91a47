"""Server-sent events, as bytes."""

from __future__ import annotations

import json
from typing import Any

MEDIA_TYPE = "text/event-stream"
HEADERS = {
    "Cache-Control": "no-store",
    # Proxies that buffer would hold back what is meant to arrive now.
    "X-Accel-Buffering": "no",
}
COMMENT = b": \n\n"


def event(name: str, data: dict[str, Any], number: int | None = None) -> bytes:
    """One event. `number` is what a page resumes from."""
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def retry(milliseconds: int) -> bytes:
    """How long to wait before connecting again."""
    return f"retry: {milliseconds}\n\n".encode()
