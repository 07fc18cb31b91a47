"""Pull a conversation: release what waits, and read what the page has not seen."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.direct import standing_alone
from connectors.failpoints import reach
from connectors.web.delivery import look, release
from connectors.web.history import PAGE, Shown
from escalation.owner import Owner

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


class Feed:
    """Reads conversations for the web chat. One serves any number of pages."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], deadline: float = DEADLINE) -> None:
        self._sessions = sessions
        self._deadline = deadline

    async def pull(self, conversation_id: uuid.UUID, after: int, limit: int = PAGE) -> View:
        """What came after `after`. Raises psycopg's and SQLAlchemy's errors, and `TimeoutError` after the
        deadline.

        The lock is taken only when something waits to be released. Where nothing does, no message up to
        the last number can change any more: it is written in one transaction with its delivery.
        """
        async with asyncio.timeout(self._deadline), standing_alone(self._sessions) as connection:
            while True:
                seen = await look(connection, conversation_id, after, limit)
                if seen is None:  # before the first word
                    return View((), after, State())
                if seen.last_seq <= after:
                    return View((), after, _state(seen.owner, waiting=seen.waiting))
                if not seen.unreleased:
                    state = _state(seen.owner, waiting=seen.waiting)
                    return _view(seen.messages, seen.last_seq, state, limit)
                reach("sending")
                released = await release(connection, conversation_id, after, limit)
                reach("receipt_stored")
                if released is not None:
                    # Whether more is awaited was seen before; what has changed since wakes the page again.
                    state = _state(released.owner, waiting=seen.waiting)
                    return _view(released.messages, released.last_seq, state, limit)


def _state(owner: str, *, waiting: bool) -> State:
    return State(owner, owner == Owner.BOT and waiting)


def _view(messages: Sequence[Shown], last: int, state: State, limit: int) -> View:
    more = len(messages) == limit
    return View(tuple(messages), messages[-1].seq if more else last, state, more)
