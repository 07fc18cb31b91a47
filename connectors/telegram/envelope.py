"""The envelope of a Telegram update: whose it is, which it is, and whether it asks for an answer."""

from __future__ import annotations

from typing import Any

from connectors.inbox import Update

CHANNEL = "telegram"

CONTENT = frozenset(
    {
        "text",
        "caption",
        "photo",
        "document",
        "voice",
        "audio",
        "video",
        "video_note",
        "animation",
        "sticker",
        "location",
        "venue",
        "contact",
        "poll",
        "dice",
        "story",
        "paid_media",
        "checklist",
    }
)
"""What makes a message one that a person wrote; service messages (a pinned one, for instance) have none."""


def envelope(update: dict[str, Any]) -> Update | None:
    """The update's envelope, or None for one of no private chat: groups and channels are not answered.

    An edited message is kept as `ignored` on purpose: its first wording has been answered.
    """
    number = update.get("update_id")
    if not isinstance(number, int):
        return None
    pressed, message = update.get("callback_query"), update.get("message")
    kind = "ignored"
    if isinstance(pressed, dict):
        kind = "button" if isinstance(pressed.get("data"), str) else "ignored"
        chat = _chat(pressed.get("message"))
    elif isinstance(message, dict):
        kind = "message" if not CONTENT.isdisjoint(message) else "ignored"
        chat = _chat(message)
    else:
        others = (value for value in update.values() if isinstance(value, dict))
        chat = next((found for found in map(_chat, others) if found), None)
    if chat is None:
        return None
    return Update(channel=CHANNEL, external_id=str(number), peer=chat, kind=kind, body=update)


def pressed_id(update: dict[str, Any]) -> str | None:
    """The id by which a pressed button is to be answered, or the phone shows it as loading."""
    pressed = update.get("callback_query")
    found = pressed.get("id") if isinstance(pressed, dict) else None
    return found if isinstance(found, str) else None


def _chat(message: object) -> str | None:
    """The private chat's id as text."""
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    number = chat.get("id")
    return str(number) if isinstance(number, int) else None
