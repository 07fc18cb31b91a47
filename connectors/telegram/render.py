"""Word a message for Telegram: plain text of at most 4,096 UTF-16 units."""

from __future__ import annotations

from connectors.messenger import Outgoing
from connectors.rendering import MAX_TEXT, as_plain_text, listed, utf16_units


def render(message: Outgoing, *, with_choices: bool = False) -> str:
    """The text Telegram shows. `with_choices` writes the buttons out, where no keyboard can be sent."""
    text = f"{message.text}\n\n{listed(message.buttons)}" if with_choices else message.text
    return as_plain_text(text, message.sources, length=utf16_units, limit=MAX_TEXT)
