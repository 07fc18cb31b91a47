"""Pull a conversation: release what waits, and read what the page has not seen."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.failpoints import reach
from connectors.tables import InboundRow
from connectors.web.delivery import release_pending
from connectors.web.history import PAGE, Shown, read_after
from escalation.owner import Owner
from escalation.tables import ConversationRow, DeliveryRow

DEADLINE = 5.0


@dataclass(frozen=True)
class State:
    """Who answers now, and whether an answer is being written."""

    owner: str = Owner.BOT.value
    typing: bool = False

    def as_json(self) -> dict[str, Any]:
        """The shape the page reads."""
        return {"owner": self.owner, "typing": self.typing}


@dataclass(frozen=True)
class View:
    """What a pull found. `position` is where the next one goes on; `more` says there is more at once."""

    messages: tuple[Shown, ...]
    position: int
    state: State
    more: bool = False


# Owner, last number, whether an answer is awaited, whether anything waits to be released. Built once:
# building a statement costs as much as running it.
_LOOK = select(
    ConversationRow.owner,
    ConversationRow.last_seq,
    exists().where(
        InboundRow.conversation_id == ConversationRow.id, InboundRow.state.in_(("received", "taken"))
    ),
    exists().where(
        DeliveryRow.conversation_id == ConversationRow.id, DeliveryRow.state.in_(("pending", "sending"))
    ),
).where(ConversationRow.id == bindparam("id"))


class Feed:
    """Reads conversations for the web chat. One serves any number of pages."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], deadline: float = DEADLINE) -> None:
        self._sessions = sessions
        self._deadline = deadline

    async def pull(self, conversation_id: uuid.UUID, after: int, limit: int = PAGE) -> View:
        """What came after `after`. Raises SQLAlchemy's errors, and `TimeoutError` after the deadline.

        The lock is taken only when something waits to be released. Where nothing does, no message up to
        the last number can change any more: it is written in one transaction with its delivery.
        """
        async with asyncio.timeout(self._deadline):
            async with self._sessions() as session:
                # Reads that stand alone need no BEGIN, and nothing to roll back.
                await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
                seen = (await session.execute(_LOOK, {"id": conversation_id})).one_or_none()
                if seen is None:  # before the first word
                    return View((), after, State())
                owner, last, waiting, unreleased = seen
                if last <= after:
                    return View((), after, _state(owner, waiting=waiting))
                if not unreleased:
                    messages = await read_after(session, conversation_id, after, limit, last)
                    return _view(messages, last, _state(owner, waiting=waiting), limit)
            async with self._sessions.begin() as session:
                conversation = await release_pending(session, conversation_id)
                last = conversation.last_seq
                messages = await read_after(session, conversation_id, after, limit, last)
                reach("sending")
            reach("receipt_stored")
        # Whether more is awaited was seen before the lock; what has changed since wakes the page again.
        return _view(messages, last, _state(conversation.owner, waiting=waiting), limit)


def _state(owner: str, *, waiting: bool) -> State:
    return State(owner, owner == Owner.BOT and waiting)


def _view(messages: Sequence[Shown], last: int, state: State, limit: int) -> View:
    more = len(messages) == limit
    return View(tuple(messages), messages[-1].seq if more else last, state, more)
