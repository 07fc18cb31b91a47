"""Take stored updates in: parse their bodies into numbered messages, and pick what the next turn answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.messenger import Inbound, Messenger, Unparsable
from connectors.tables import InboundRow, TrackerEventRow
from escalation.conversation import lock, notify_queue
from escalation.message import Author, Draft, append
from escalation.owner import Owner
from escalation.tables import ConversationRow, MessageRow

log = structlog.get_logger(__name__)

EPISODE_IDLE = timedelta(hours=1)
MAX_SESSION_EVENTS = 400
MAX_TURN_TEXT = 2000
Said = tuple[str, bool]
"""A message's text, and whether it brought attachments."""


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
class Pending:
    """What the next turn answers, and the state it began with."""

    conversation_id: uuid.UUID
    channel: str
    session: int
    epoch: int
    waiting: tuple[Waiting, ...]
    events: tuple[dict[str, Any], ...]
    position: int = 0
    """Where the turn's own tracker events begin in the session."""

    @property
    def turn_id(self) -> uuid.UUID:
        """A turn's id is that of its first inbound event."""
        return self.waiting[0].event_id


# Built once: building a statement costs as much as running it.
_OPEN = (
    select(InboundRow)
    .where(
        InboundRow.conversation_id == bindparam("conversation_id"),
        InboundRow.state.in_(("received", "taken")),
    )
    .order_by(InboundRow.arrival)
)
_TRACKER = (
    select(TrackerEventRow.event, TrackerEventRow.position)
    .where(
        TrackerEventRow.conversation_id == bindparam("conversation_id"),
        TrackerEventRow.session == bindparam("session"),
    )
    .order_by(TrackerEventRow.position)
)


async def _open_events(session: AsyncSession, conversation_id: uuid.UUID) -> Sequence[InboundRow]:
    found = await session.scalars(_OPEN, {"conversation_id": conversation_id})
    return found.all()


def _parse(event: InboundRow, messenger: Messenger | None) -> Inbound:
    if messenger is None:
        raise Unparsable(f"channel {event.channel} is not configured")
    return messenger.parse(event.body)


async def _store_message(
    session: AsyncSession, conversation: ConversationRow, event: InboundRow, messenger: Messenger | None
) -> Said | None:
    try:
        inbound = _parse(event, messenger)
    except Exception as error:
        # One bad body must not hold up the conversation. No traceback: it could show what was written.
        event.state, event.error = "broken", type(error).__name__
        log.error("inbound_unparsable", event_id=str(event.id), channel=event.channel)  # noqa: TRY400
        return None
    event.state, event.payload = "taken", inbound.payload
    await append(
        session,
        conversation,
        Draft(Author.CITIZEN, inbound.text, attachments=inbound.attachments, inbound_id=event.id),
    )
    return inbound.text, bool(inbound.attachments)


async def _read_said(session: AsyncSession, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Said]:
    """What was said in events that were taken in before."""
    if not ids:
        return {}
    rows = await session.execute(
        select(MessageRow.inbound_id, MessageRow.text, MessageRow.attachments).where(
            MessageRow.inbound_id.in_(ids)
        )
    )
    return {row.inbound_id: (row.text, bool(row.attachments)) for row in rows}


async def _read_tracker(
    session: AsyncSession, conversation: ConversationRow, idle: timedelta
) -> tuple[tuple[dict[str, Any], ...], int]:
    """The session's events and the next one's position, in a fresh session if one is due."""
    values = {"conversation_id": conversation.id, "session": conversation.session}
    found = (await session.execute(_TRACKER, values)).all()
    if not found:
        return (), 0
    if idle > EPISODE_IDLE or found[-1].position >= MAX_SESSION_EVENTS:
        conversation.session += 1
        return (), 0
    return tuple(row.event for row in found), found[-1].position + 1


async def take_in(
    session: AsyncSession, conversation_id: uuid.UUID, messengers: Mapping[str, Messenger]
) -> Pending | None:
    """Number what has arrived, and return what waits for the assistant; None when nothing does.

    While a person owns the conversation the messages are shown to operators and need no turn.
    """
    conversation = await lock(session, conversation_id)
    events = await _open_events(session, conversation_id)
    idle = datetime.now(UTC) - conversation.active_at
    said: dict[uuid.UUID, Said] = {}
    for event in events:
        if event.state == "received":
            words = await _store_message(session, conversation, event, messengers.get(event.channel))
            if words is not None:
                said[event.id] = words
    taken = [event for event in events if event.state == "taken"]
    if not taken:
        return None
    if conversation.owner != Owner.BOT:
        for event in taken:
            event.state = "done"
        await notify_queue(session)
        return None
    tracker, position = await _read_tracker(session, conversation, idle)
    said |= await _read_said(session, [event.id for event in taken if event.id not in said])
    return Pending(
        conversation_id=conversation_id,
        channel=conversation.channel,
        session=conversation.session,
        epoch=conversation.epoch,
        waiting=tuple(
            Waiting(
                event.id,
                said[event.id][0],
                event.payload,
                said[event.id][1],
                event.received_at,
                event.first_tried_at,
            )
            for event in taken
        ),
        events=tracker,
        position=position,
    )
