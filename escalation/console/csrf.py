"""Tokens that prove a form came from our own page."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "X-CSRF-Token"
FIELD = "csrf"


def make_token(signing_key: str, visit: str, operator_id: int | None) -> str:
    """The token of one browser and one operator. It outlives a session, so that an operator whose session
    ran out can sign in in another tab and still send what they wrote."""
    said = f"csrf\x00{visit}\x00{operator_id or ''}"
    return hmac.new(signing_key.encode(), said.encode(), hashlib.sha256).hexdigest()


def is_right(expected: str, given: str | None) -> bool:
    """Compare in constant time."""
    return given is not None and hmac.compare_digest(expected.encode(), given.encode())
