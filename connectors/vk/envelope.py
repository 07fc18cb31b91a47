"""The envelope of a VK event: whose it is, which it is, and whether it asks for an answer."""

from __future__ import annotations

from typing import Any

from connectors.inbox import Update

CHANNEL = "vk"
CHATS = 2_000_000_000
"""Peers from here on are group chats."""

MAX_ID = 200


def envelope(event: dict[str, Any]) -> Update | None:
    """The update of an event, or None for one that belongs to no citizen's chat with the community.

    Other kinds than `message_new` of a known peer are kept as `ignored` on purpose.
    """
    kind = event.get("type")
    body = event.get("object")
    if not isinstance(kind, str) or not isinstance(body, dict):
        return None
    inner = body.get("message")
    message = inner if isinstance(inner, dict) else body
    peer = _person(message.get("peer_id", body.get("user_id")))
    if peer is None:
        return None
    asks = kind == "message_new" and not message.get("out") and message.get("from_id") == peer
    external_id = _external_id(event, kind, message)
    if external_id is None:
        return None
    return Update(
        channel=CHANNEL,
        external_id=external_id,
        peer=str(peer),
        kind=_kind(message) if asks else "ignored",
        body=event,
    )


def _person(value: object) -> int | None:
    """A person's id; None for a group chat, a community or nothing."""
    known = isinstance(value, int) and not isinstance(value, bool) and 0 < value < CHATS
    return value if known and isinstance(value, int) else None


def _external_id(event: dict[str, Any], kind: str, message: dict[str, Any]) -> str | None:
    given = event.get("event_id")
    if isinstance(given, str) and 0 < len(given) <= MAX_ID:
        return given.replace("\x00", "")
    number = message.get("id") or message.get("conversation_message_id")
    if not isinstance(number, int):
        return None
    return f"{event.get('group_id')}:{message.get('peer_id')}:{kind}:{number}"


def _kind(message: dict[str, Any]) -> str:
    return "button" if message.get("payload") else "message"
