"""Word a message for a messenger of plain text: the text, then its sources, within the limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connectors import platform_texts as texts

MAX_TEXT = 4096


def as_plain_text(
    text: str,
    sources: Sequence[dict[str, Any]] = (),
    *,
    length: Callable[[str], int] = len,
    limit: int = MAX_TEXT,
) -> str:
    """The text with a line for each source whose address it does not show yet.

    What does not fit is cut at the end of a line or a word and said to be cut; the sources stay.
    `length` counts as the platform does.
    """
    body = text.replace("\x00", "").strip()
    tail = "".join(
        "\n" + texts.SOURCE.format(title=source.get("title") or source["url"], url=source["url"])
        for source in sources
        if source.get("url") and source["url"] not in body
    )
    tail = f"\n{tail}" if tail else ""
    if length(tail) > limit // 2:
        tail = ""
    if length(body) + length(tail) > limit:
        note = f"\n\n{texts.CUT}"
        body = cut(body, limit - length(tail) - length(note), length) + note
    return (body + tail).strip() or texts.EMPTY


def cut(text: str, room: int, length: Callable[[str], int] = len) -> str:
    """The longest beginning that fits into the room, ending with a line or a word where there is one."""
    if length(text) <= room:
        return text
    low, high = 0, min(len(text), room)
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    beginning = text[:low]
    for mark in ("\n", " "):
        at = beginning.rfind(mark)
        if at > low // 2:
            return beginning[:at].rstrip()
    return beginning


def utf16_units(text: str) -> int:
    """Length as Telegram counts it: a character beyond the basic plane, as most emoji are, counts twice."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def listed(buttons: Sequence[dict[str, Any]]) -> str:
    """Buttons as lines of text, for where a keyboard cannot be shown."""
    titles = [str(button.get("title") or "") for button in buttons]
    return "\n".join([texts.CHOOSE, *(f"– {title}" for title in titles if title)])
