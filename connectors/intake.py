"""Look at what waits in a conversation: stored updates, parsed, and what the next turn answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.direct import standing_alone
from connectors.messenger import Messenger, Unparsable
from escalation.owner import Owner

log = structlog.get_logger(__name__)

EPISODE_IDLE = timedelta(hours=1)
MAX_SESSION_EVENTS = 400
MAX_TURN_TEXT = 2000

# One statement sees one state of all that it reads, so it needs no lock: what it found is stored, and the
# turn committed, only if the conversation's owner and epoch are still the same. A row for each open event;
# none: one row, its event NULL. The session's tracker events come once, as text: they go to the engine
# as they are.
_LOOK = """
SELECT c.channel, c.owner, c.epoch, c.session, c.active_at,
    CASE WHEN e.place = 1 THEN (
        SELECT '[' || string_agg(t.event::text, ',' ORDER BY t.position) || ']' FROM tracker_events t
        WHERE t.conversation_id = c.id AND t.session = c.session) END,
    CASE WHEN e.place = 1 THEN (
        SELECT max(t.position) FROM tracker_events t
        WHERE t.conversation_id = c.id AND t.session = c.session) END,
    e.*
FROM conversations c
LEFT JOIN LATERAL (
    SELECT row_number() OVER (ORDER BY i.arrival) AS place, i.id, i.channel, i.state, i.body, i.payload,
        i.received_at, i.first_tried_at, m.text, coalesce(jsonb_array_length(m.attachments) > 0, false)
    FROM inbound_events i LEFT JOIN messages m ON m.inbound_id = i.id
    WHERE i.conversation_id = c.id AND i.state IN ('received', 'taken')
) e ON true
WHERE c.id = %(id)s ORDER BY e.place
"""


@dataclass(frozen=True)
class Waiting:
    """A citizen's message that waits for its turn."""

    event_id: uuid.UUID
    text: str
    payload: str | None
    has_attachments: bool
    received_at: datetime
    first_tried_at: datetime | None


@dataclass(frozen=True)
class Parsed:
    """An update that was read for the first time; `error` names what its body was broken by."""

    event_id: uuid.UUID
    text: str = ""
    payload: str | None = None
    attachments: tuple[dict[str, Any], ...] = ()
    error: str | None = None


@dataclass(frozen=True)
class Pending:
    """What the next turn answers, and the state it began with."""

    conversation_id: uuid.UUID
    channel: str
    owner: str
    epoch: int
    session: int
    waiting: tuple[Waiting, ...]
    """Empty while a person owns the conversation, or when nothing could be parsed."""
    unstored: tuple[Parsed, ...]
    """Updates to be numbered; the messages of those that waited already have their numbers."""
    events: str = "[]"
    """The session's tracker events, oldest first: a JSON array."""
    position: int = 0
    """Where the turn's own tracker events begin in the session."""
    fresh: bool = False
    """Whether a new session begins: `session` is already its number."""

    @property
    def turn_id(self) -> uuid.UUID:
        """A turn's id is that of its first inbound event."""
        return self.waiting[0].event_id


async def look(
    sessions: async_sessionmaker[AsyncSession],
    conversation_id: uuid.UUID,
    messengers: Mapping[str, Messenger],
) -> Pending | None:
    """What waits, changing nothing; None when nothing does. Raises `LookupError`: no such conversation."""
    async with standing_alone(sessions) as connection:
        cursor = await connection.execute(_LOOK.encode(), {"id": conversation_id})
        rows = await cursor.fetchall()
    if not rows:
        raise LookupError(f"no conversation {conversation_id}")
    channel, owner, epoch, session, active_at, events, position, place, *_ = rows[0]
    if place is None:
        return None
    waiting: list[Waiting] = []
    unstored: list[Parsed] = []
    for row in rows:
        event_id, sent_over, state, body, payload, received_at, first_tried_at, text, attached = row[8:]
        if state == "received":
            parsed = _parse(event_id, sent_over, body, messengers.get(sent_over))
            unstored.append(parsed)
            if parsed.error is not None:
                continue
            text, payload, attached = parsed.text, parsed.payload, bool(parsed.attachments)
        waiting.append(Waiting(event_id, text, payload, attached, received_at, first_tried_at))
    idle = datetime.now(UTC) - active_at
    fresh = owner == Owner.BOT and bool(waiting) and _begins_afresh(position, idle)
    return Pending(
        conversation_id=conversation_id,
        channel=channel,
        owner=owner,
        epoch=epoch,
        session=session + 1 if fresh else session,
        waiting=tuple(waiting),
        unstored=tuple(unstored),
        events="[]" if fresh or events is None else events,
        position=0 if fresh or position is None else position + 1,
        fresh=fresh,
    )


def _parse(event_id: uuid.UUID, channel: str, body: dict[str, Any], messenger: Messenger | None) -> Parsed:
    try:
        if messenger is None:
            raise Unparsable(f"channel {channel} is not configured")  # noqa: TRY301
        inbound = messenger.parse(body)
    except Exception as error:
        # One bad body must not hold up the conversation. No traceback: it could show what was written.
        log.error("inbound_unparsable", event_id=str(event_id), channel=channel)  # noqa: TRY400
        return Parsed(event_id, error=type(error).__name__)
    return Parsed(event_id, inbound.text, inbound.payload, tuple(inbound.attachments))


def _begins_afresh(position: int | None, idle: timedelta) -> bool:
    return position is not None and (idle > EPISODE_IDLE or position >= MAX_SESSION_EVENTS)
