"""Updates in Telegram's own shape."""

from __future__ import annotations

import time
from typing import Any

from tests.platforms.phone import Shown

BOT = {"id": 7_000_001, "is_bot": True, "first_name": "Отклик", "username": "otklik_bot"}


def person(peer: int, name: str) -> dict[str, Any]:
    """The sender."""
    return {"id": peer, "is_bot": False, "first_name": name, "language_code": "ru"}


def chat(peer: int, name: str) -> dict[str, Any]:
    """A private chat, whose id is the person's."""
    return {"id": peer, "first_name": name, "type": "private"}


def message(peer: int, name: str, number: int, content: dict[str, Any]) -> dict[str, Any]:
    """A citizen's message with its content."""
    return {
        "message_id": number,
        "from": person(peer, name),
        "chat": chat(peer, name),
        "date": int(time.time()),
        **content,
    }


def sent_message(peer: int, name: str, shown: Shown) -> dict[str, Any]:
    """A message of the bot as the API returns it."""
    body: dict[str, Any] = {
        "message_id": shown.message_id,
        "from": BOT,
        "chat": chat(peer, name),
        "date": int(shown.at),
        "text": shown.text,
    }
    if shown.buttons:
        rows = [[{"text": each["title"], "callback_data": each["payload"]}] for each in shown.buttons]
        body["reply_markup"] = {"inline_keyboard": rows}
    return body


def pressed(peer: int, name: str, query_id: str, shown: Shown, data: str) -> dict[str, Any]:
    """A pressed button."""
    return {
        "id": query_id,
        "from": person(peer, name),
        "message": sent_message(peer, name, shown),
        "chat_instance": str(peer),
        "data": data,
    }
