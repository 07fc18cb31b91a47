"""Telegram's inline keyboard within its limits: `callback_data` of 1 to 64 bytes, 100 buttons, 8 a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from connectors.keyboards import BadButton, cut_title

MAX_BUTTONS = 100
MAX_DATA = 64
MAX_LABEL = 64
"""Telegram names no limit for a label; a phone shows some thirty characters of one."""

SHORT_LABEL = 3
SHORT_ROW = 5


def inline_keyboard(buttons: Sequence[dict[str, Any]]) -> InlineKeyboardMarkup:
    """One button a row, marks side by side. Raises `BadButton`."""
    if len(buttons) > MAX_BUTTONS:
        raise BadButton(f"{len(buttons)} buttons: Telegram shows {MAX_BUTTONS} under a message at most")
    cells = [_button(button) for button in buttons]
    width = SHORT_ROW if all(len(cell.text) <= SHORT_LABEL for cell in cells) else 1
    return InlineKeyboardMarkup([cells[start : start + width] for start in range(0, len(cells), width)])


def _button(button: dict[str, Any]) -> InlineKeyboardButton:
    label = cut_title(str(button.get("title") or ""), MAX_LABEL)
    if not label:
        raise BadButton("a button without a title")
    data = str(button.get("payload") or "")
    if not 1 <= len(data.encode()) <= MAX_DATA:
        raise BadButton(f"button {label!r}: its payload is not of 1 to {MAX_DATA} bytes")
    return InlineKeyboardButton(label, callback_data=data)
