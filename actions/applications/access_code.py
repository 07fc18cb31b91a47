"""Finds the access code in a citizen's answer to "which code is on the receipt?"."""

from __future__ import annotations

import re

from actions.applications.numbers import latin

_CODE = re.compile(r"(?<![\w/\\-])(?:[0-9A-F]{8}|\d{4,6})(?![\w/\\-])")
MAX_WORDS = 6


def find_code(text: str) -> str | None:
    """Eight hexadecimal digits or a PIN of four to six; None when the message is about something else."""
    if len(text.split()) > MAX_WORDS:
        return None
    shown = latin(text)
    together = "".join(shown.split())
    if _CODE.fullmatch(together):  # «a1b2 c3d4»
        return together
    found = _CODE.findall(shown)
    return found[0] if len(found) == 1 else None
