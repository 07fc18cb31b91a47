"""Word a message for VK: plain text of at most 4,096 characters."""

from __future__ import annotations

from connectors.messenger import Outgoing
from connectors.rendering import MAX_TEXT, as_plain_text, listed


def render(message: Outgoing, *, with_choices: bool = False) -> str:
    """The text VK shows. `with_choices` writes the buttons out as lines, where no keyboard can be sent."""
    text = f"{message.text}\n\n{listed(message.buttons)}" if with_choices else message.text
    return as_plain_text(text, message.sources, limit=MAX_TEXT)
