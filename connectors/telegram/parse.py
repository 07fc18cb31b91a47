"""Read what a citizen said in a Telegram update."""

from __future__ import annotations

from typing import Any

from connectors.attachments import summary
from connectors.messenger import Inbound, Unparsable
from connectors.payload import is_known

MAX_TEXT = 20_000
MAX_PAYLOAD = 64

KINDS = {
    "photo": "photo",
    "document": "document",
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "poll": "poll",
    "dice": "other",
    "story": "post",
    "paid_media": "other",
    "checklist": "other",
}


def parse(update: dict[str, Any]) -> Inbound:
    """Text, the payload of a pressed button, and what was attached. Raises `Unparsable`."""
    pressed = update.get("callback_query")
    if isinstance(pressed, dict):
        return _parse_pressed(pressed)
    message = update.get("message")
    if not isinstance(message, dict):
        raise Unparsable("neither a message nor a pressed button")
    text = message.get("text", message.get("caption", ""))
    if not isinstance(text, str):
        raise Unparsable("the message's text is no text")
    command = text.split(maxsplit=1)[0].partition("@")[0] if text.startswith("/") else None
    return Inbound(
        text=text[:MAX_TEXT],
        payload="/greet" if command == "/start" else None,
        attachments=tuple(_attached(message)),
    )


def _parse_pressed(pressed: dict[str, Any]) -> Inbound:
    data = pressed.get("data")
    if not isinstance(data, str):
        raise Unparsable("a pressed button without data")
    title = _title(pressed.get("message"), data)
    is_command = data.startswith("/")
    # Anybody can send data of their making, but not choose the message that Telegram shows it under.
    is_ours = is_command and (title is not None or is_known(data))
    # What somebody made up is taken as words, yet never as a command in words.
    return Inbound(
        text=title or ("" if is_command else data[:MAX_PAYLOAD]), payload=data if is_ours else None
    )


def _title(message: object, data: str) -> str | None:
    """The title of the message's button with this data; None when it has no such button."""
    markup = message.get("reply_markup") if isinstance(message, dict) else None
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    for row in rows if isinstance(rows, list) else ():
        for button in row if isinstance(row, list) else ():
            if isinstance(button, dict) and button.get("callback_data") == data:
                return str(button.get("text") or "")
    return None


def _attached(message: dict[str, Any]) -> list[dict[str, Any]]:
    # An animation comes with a document and a venue with a location of the same content.
    doubled = {"document": "animation", "location": "venue"}
    found = [
        summary(kind, _detail(name, message[name]))
        for name, kind in KINDS.items()
        if name in message and doubled.get(name) not in message
    ]
    reply = message.get("reply_to_message")
    if isinstance(reply, dict) and isinstance(reply.get("text"), str):
        found.append(summary("reply", reply["text"]))
    return found


def _detail(name: str, value: object) -> str | None:
    """A few words on the content, of the fields that are there."""
    if not isinstance(value, dict):
        return None
    fields = {
        "document": ("file_name",),
        "audio": ("title",),
        "sticker": ("emoji",),
        "poll": ("question",),
        "contact": ("first_name", "last_name", "phone_number"),
        "location": ("latitude", "longitude"),
        "venue": ("title", "address"),
        "dice": ("emoji",),
    }
    words = [str(value[field]) for field in fields.get(name, ()) if value.get(field)]
    return ", ".join(words) or None
