"""Pull a conversation: release what waits, and read what the page has not seen."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.failpoints import reach
from connectors.tables import InboundRow
from connectors.web.delivery import release_pending
from connectors.web.history import PAGE, Shown, read_after
from escalation.owner import Owner
from escalation.tables import ConversationRow

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


async def _is_waiting(session: AsyncSession, conversation_id: uuid.UUID) -> bool:
    found = await session.scalar(
        select(
            exists().where(
                InboundRow.conversation_id == conversation_id,
                InboundRow.state.in_(("received", "taken")),
            )
        )
    )
    return bool(found)


class Feed:
    """Reads conversations for the web chat. One serves any number of pages."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], deadline: float = DEADLINE) -> None:
        self._sessions = sessions
        self._deadline = deadline

    async def pull(self, conversation_id: uuid.UUID, after: int, limit: int = PAGE) -> View:
        """What came after `after`. Raises SQLAlchemy's errors, and `TimeoutError` after the deadline.

        The lock is taken only when there is something new: an idle page costs one short read.
        """
        async with asyncio.timeout(self._deadline):
            async with self._sessions() as session:
                row = await session.get(ConversationRow, conversation_id)
                if row is None:  # before the first word
                    return View((), after, State())
                if row.last_seq <= after:
                    return View((), after, await self._state(session, row))
            async with self._sessions.begin() as session:
                conversation = await release_pending(session, conversation_id)
                messages = await read_after(session, conversation_id, after, limit)
                state = await self._state(session, conversation)
                reach("sending")
            reach("receipt_stored")
        more = len(messages) == limit
        position = messages[-1].seq if more else conversation.last_seq
        return View(tuple(messages), position, state, more)

    @staticmethod
    async def _state(session: AsyncSession, conversation: ConversationRow) -> State:
        by_bot = conversation.owner == Owner.BOT
        return State(conversation.owner, by_bot and await _is_waiting(session, conversation.id))
