"""What VK checks of `messages.send`, with its own error numbers and words."""

from __future__ import annotations

import json
from typing import Any

SEND = frozenset(
    {
        "access_token",
        "v",
        "peer_id",
        "random_id",
        "message",
        "keyboard",
        "dont_parse_links",
        "disable_mentions",
        "group_id",
        "payload",
        "intent",
    }
)
MAX_TEXT = 4096
COLOURS = frozenset({"primary", "secondary", "negative", "positive"})


class VkRefusal(Exception):
    """VK's error: its number and its words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


def parameter(words: str) -> VkRefusal:
    """Error 100, VK's commonest."""
    return VkRefusal(100, f"One of the parameters specified was missing or invalid: {words}")


def check_call(values: dict[str, str], token: str) -> None:
    """What every method asks for."""
    if not values.get("v"):
        raise VkRefusal(8, "Invalid request: v (version) is required")
    if tuple(int(part) for part in values["v"].split(".")) < (5, 90):
        raise VkRefusal(8, "Invalid request: versions below 5.90 are deprecated")
    if not values.get("access_token"):
        raise VkRefusal(5, "User authorization failed: no access_token passed.")
    if values["access_token"] != token:
        raise VkRefusal(5, "User authorization failed: invalid access_token (4).")


def check_method(method: str, known: tuple[str, ...]) -> None:
    """That VK has the method."""
    if method not in known:
        raise VkRefusal(3, "Unknown method passed")


def integer(values: dict[str, str], name: str) -> int:
    """A required whole number."""
    if name not in values or values[name] == "":
        raise parameter(f"{name} is a required parameter")
    try:
        return int(values[name])
    except ValueError:
        raise parameter(f"{name} not integer") from None


def check_message(values: dict[str, str]) -> None:
    """The text and the random id of a message, and that no parameter is one VK does not know."""
    unknown = values.keys() - SEND
    if unknown:
        raise parameter(f"unknown {', '.join(sorted(unknown))}")
    number = integer(values, "random_id")
    if not -(2**31) <= number < 2**31:
        raise parameter("random_id should be int32")
    text = values.get("message", "")
    if not text.strip():
        raise parameter("message is empty or invalid")
    if len(text) > MAX_TEXT:
        raise VkRefusal(914, "Message is too long")


def read_keyboard(source: str) -> tuple[dict[str, str], ...]:
    """The buttons of an inline keyboard in their order. Raises error 911."""
    try:
        keyboard = json.loads(source)
    except ValueError:
        raise _keyboard("keyboard is not a valid json") from None
    rows = keyboard.get("buttons") if isinstance(keyboard, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise _keyboard("buttons is not an array of arrays")
    if keyboard.keys() - {"one_time", "inline", "buttons"}:
        raise _keyboard("unknown field")
    inline = keyboard.get("inline", False)
    if inline and keyboard.get("one_time"):
        raise _keyboard("one_time is not supported inline")
    most_rows, most_buttons = (6, 10) if inline else (10, 40)
    if len(rows) > most_rows:
        raise _keyboard("buttons contain too much rows")
    if any(len(row) > 5 for row in rows):
        raise _keyboard("row contains too much columns")
    buttons = [_button(button) for row in rows for button in row]
    if len(buttons) > most_buttons:
        raise _keyboard("keyboard contains too much buttons")
    return tuple(buttons)


def _button(button: Any) -> dict[str, str]:
    action = button.get("action") if isinstance(button, dict) else None
    if not isinstance(action, dict) or action.get("type") != "text":
        raise _keyboard("button action type is unknown")
    if button.keys() - {"action", "color"} or action.keys() - {"type", "label", "payload"}:
        raise _keyboard("unknown field in a button")
    if button.get("color", "secondary") not in COLOURS:
        raise _keyboard("button color is unknown")
    label, payload = action.get("label"), action.get("payload", "")
    if not isinstance(label, str) or not label.strip():
        raise _keyboard("label is empty")
    if len(label) > 40:
        raise _keyboard("label is longer than 40 characters")
    if not isinstance(payload, str) or len(payload) > 255:
        raise _keyboard("payload is longer than 255 characters")
    if payload:
        try:
            json.loads(payload)
        except ValueError:
            raise _keyboard("payload is not a valid json") from None
    return {"title": label, "payload": payload}


def _keyboard(words: str) -> VkRefusal:
    return VkRefusal(911, f"Keyboard format is invalid: {words}")
