"""A button pressed by typing: its title, or the number in front of it."""

from __future__ import annotations

import re
from typing import Any

from dialogues.runtime.turn import Event

_NUMBER = re.compile(r"(\d{1,2})[.)]?")
_NUMBERED = re.compile(r"(\d{1,2})\. ")


def pressed(text: str, events: list[Event]) -> str | None:
    """The payload of the button of the last reply that `text` names; None when it names none.

    «2» means the button «2. Как продлить…», «позвать сотрудника» the button of that title.
    """
    typed = _plain(text)
    if not typed or len(typed) > 60:
        return None
    number = _NUMBER.fullmatch(typed)
    for button in _last_buttons(events):
        title = str(button.get("title") or "")
        leading = _NUMBERED.match(title)
        if _plain(title) == typed or (number and leading and number[1] == leading[1]):
            return str(button.get("payload") or "") or None
    return None


def _last_buttons(events: list[Event]) -> list[dict[str, Any]]:
    """Buttons of all replies since the citizen's last message."""
    found: list[dict[str, Any]] = []
    for event in reversed(events):
        if event.get("event") == "user":
            break
        if event.get("event") == "bot":
            found = [*((event.get("data") or {}).get("buttons") or []), *found]
    return found


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split()).strip(" .!?…")
