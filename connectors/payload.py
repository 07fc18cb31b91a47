"""What a pressed button may carry: a command the assistant knows, or one that this very chat was offered."""

from __future__ import annotations

import json
import re
import uuid

from connectors import repeat
from connectors.direct import Connection, as_jsonb

COMMANDS = frozenset(
    {
        "affirm",
        "answer",
        "application_status",
        "appointment",
        "complaint",
        "deny",
        "goodbye",
        "greet",
        "group",
        "help",
        "menu",
        "nothing_fits",
        "nothing_said",
        "operator",
        "person",
        "rate",
        "report_error",
        "start",
        "status",
        "thanks",
        "topics",
    }
)
"""What the turn channel reads as a command. A test holds the two together: rooms do not know each other."""

LONGEST = 255
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FOLDER = re.compile(r"[\w .-]+")  # a group is a folder, named as the organisation likes
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_MARK = re.compile(r"[1-5]")
_ARGUMENTS = {
    "answer": {"article": _SLUG},
    "group": {"group": _FOLDER, "page": _NUMBER},
    "topics": {"page": _NUMBER},
    "rate": {"mark": _MARK, "session": _NUMBER},
}
_COMMAND = re.compile(r"/([a-z_]+)(\{.*\})?")

# Buttons are told apart by what they carry alone: their titles are cut to what a platform shows.
_OFFERED = b"""
SELECT EXISTS (
    SELECT FROM messages
    WHERE conversation_id = %(conversation_id)s AND author <> 'citizen' AND buttons @> %(button)s
)
"""


def is_known(payload: str) -> bool:
    """Whether it is a command with arguments of its shape, be it offered or not. Asks nobody."""
    if repeat.read_payload(payload) is not None:
        return True
    # Printable: of a name given twice JSON keeps the last value alone, and the first could hold what
    # PostgreSQL does not store.
    found = _COMMAND.fullmatch(payload) if len(payload) <= LONGEST and payload.isprintable() else None
    if found is None or found[1] not in COMMANDS:
        return False
    if found[2] is None:
        return True
    try:
        arguments = json.loads(found[2])
    except (ValueError, RecursionError):
        return False
    shapes = _ARGUMENTS.get(found[1], {})
    return all(
        name in shapes and isinstance(value, str | int) and shapes[name].fullmatch(str(value))
        for name, value in arguments.items()
    )


async def was_offered(connection: Connection, conversation_id: uuid.UUID, payload: str) -> bool:
    """Whether a message to this citizen has a button that carries it. Raises psycopg's errors."""
    if not payload.isprintable():  # such are never ours, and PostgreSQL does not read all of them
        return False
    values = {"conversation_id": conversation_id, "button": as_jsonb([{"payload": payload}])}
    row = await (await connection.execute(_OFFERED, values)).fetchone()
    return bool(row and row[0])
