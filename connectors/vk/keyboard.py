"""VK's inline keyboard within its published limits.

At most 5 buttons a row, 6 rows, 10 buttons; a label of 40 characters; a payload that is JSON of 255.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from connectors.keyboards import BadButton, cut_title
from connectors.payload import is_known

MAX_ROW = 5
MAX_ROWS = 6
MAX_BUTTONS = 10
MAX_LABEL = 40
MAX_PAYLOAD = 255
SHORT_LABEL = 3

KEY = "otklik"
"""Our payload within VK's, which has to be JSON: buttons of other software in the chat have another."""


def inline_keyboard(buttons: Sequence[dict[str, Any]]) -> str:
    """The keyboard as JSON for `messages.send`. Raises `BadButton`."""
    if len(buttons) > MAX_BUTTONS:
        raise BadButton(f"{len(buttons)} buttons: VK shows {MAX_BUTTONS} under a message at most")
    cells = [_button(button) for button in buttons]
    labels = [str(cell["action"]["label"]) for cell in cells]
    rows = [cells[start : start + width] for start, width in _rows(labels)]
    keyboard = {"inline": True, "buttons": rows}
    return json.dumps(keyboard, ensure_ascii=False, separators=(",", ":"))


def unwrap(payload: object) -> str | None:
    """What a pressed button of ours carries; None for any other. `{"command": "start"}` is VK's own."""
    if not isinstance(payload, str):
        return None
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    if value.get("command") == "start":
        return "/greet"
    ours = value.get(KEY)
    # Anybody can send a message with a payload of their making, and VK does not tell under which message a
    # button was. What is not known is as if it were not there: the button's label is taken as words.
    return ours if isinstance(ours, str) and is_known(ours) else None


def _button(button: dict[str, Any]) -> dict[str, Any]:
    label = cut_title(str(button.get("title") or ""), MAX_LABEL)
    if not label:
        raise BadButton("a button without a title")
    payload = json.dumps({KEY: button.get("payload")}, ensure_ascii=False, separators=(",", ":"))
    # Bytes and not characters: which of them VK counts is not said, and these are never fewer.
    if len(payload.encode()) > MAX_PAYLOAD:
        raise BadButton(f"button {label!r}: its payload is longer than {MAX_PAYLOAD} bytes")
    return {"action": {"type": "text", "label": label, "payload": payload}, "color": "secondary"}


def _rows(labels: Sequence[str]) -> list[tuple[int, int]]:
    """(start, width) of each row: marks side by side, else one a row, or two when rows would not suffice."""
    if all(len(label) <= SHORT_LABEL for label in labels):
        width = MAX_ROW
    else:
        width = 1 if len(labels) <= MAX_ROWS else 2
    return [(start, width) for start in range(0, len(labels), width)]
