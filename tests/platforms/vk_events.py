"""Events in VK's own shape."""

from __future__ import annotations

import time
import uuid
from typing import Any

VERSION = "5.199"


def message_new(
    group_id: int, peer: int, number: int, in_chat: int, text: str, payload: str | None, extra: dict[str, Any]
) -> dict[str, Any]:
    """A citizen's message. `number` is the message's id, `in_chat` its number within the chat."""
    message: dict[str, Any] = {
        "date": int(time.time()),
        "from_id": peer,
        "id": number,
        "version": number,
        "out": 0,
        "important": False,
        "is_hidden": False,
        "attachments": [],
        "conversation_message_id": in_chat,
        "fwd_messages": [],
        "text": text,
        "peer_id": peer,
        "random_id": 0,
    }
    if payload is not None:
        message["payload"] = payload
    client = {
        "button_actions": ["text", "callback", "open_link"],
        "keyboard": True,
        "inline_keyboard": True,
        "carousel": True,
        "lang_id": 0,
    }
    return event(group_id, "message_new", {"message": {**message, **extra}, "client_info": client})


def event(group_id: int, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """An event of any kind, with an id of its own."""
    return {"group_id": group_id, "type": kind, "event_id": uuid.uuid4().hex, "v": VERSION, "object": body}
