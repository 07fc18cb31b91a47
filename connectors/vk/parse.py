"""Read what a citizen said in a VK event."""

from __future__ import annotations

from typing import Any

from connectors.attachments import summary
from connectors.messenger import Inbound, Unparsable
from connectors.vk.keyboard import unwrap

MAX_TEXT = 20_000

KINDS = {
    "photo": "photo",
    "video": "video",
    "audio": "audio",
    "audio_message": "voice",
    "doc": "document",
    "link": "link",
    "sticker": "sticker",
    "gift": "gift",
    "wall": "post",
    "wall_reply": "post",
    "story": "post",
    "market": "market",
    "poll": "poll",
    "graffiti": "photo",
    "video_message": "video",
}


def parse(event: dict[str, Any]) -> Inbound:
    """Text, the payload of a pressed button, and what was attached. Raises `Unparsable`."""
    body = event.get("object")
    message = body.get("message", body) if isinstance(body, dict) else None
    if event.get("type") != "message_new" or not isinstance(message, dict):
        raise Unparsable("no message_new with a message")
    text = message.get("text", "")
    if not isinstance(text, str):
        raise Unparsable("the message's text is no text")
    return Inbound(
        text=text[:MAX_TEXT], payload=unwrap(message.get("payload")), attachments=tuple(_attached(message))
    )


def _attached(message: dict[str, Any]) -> list[dict[str, Any]]:
    found = [_attachment(item) for item in _dicts(message.get("attachments"))]
    place = message.get("geo")
    if isinstance(place, dict):
        found.append(summary("location", _place(place)))
    found.extend(summary("forwarded", item.get("text")) for item in _dicts(message.get("fwd_messages")))
    reply = message.get("reply_message")
    if isinstance(reply, dict) and reply.get("text"):
        found.append(summary("reply", reply["text"]))
    return found


def _attachment(item: dict[str, Any]) -> dict[str, Any]:
    kind = str(item.get("type"))
    inner = item.get(kind)
    detail = inner.get("title") if isinstance(inner, dict) else None
    return summary(KINDS.get(kind, "other"), detail if isinstance(detail, str) else None)


def _place(geo: dict[str, Any]) -> str | None:
    coordinates = geo.get("coordinates")
    if isinstance(coordinates, dict) and {"latitude", "longitude"} <= coordinates.keys():
        return f"{coordinates['latitude']}, {coordinates['longitude']}"
    return None


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
