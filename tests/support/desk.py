"""People at a desk: operators, citizens and tickets over a test's own database."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from psycopg import AsyncConnection
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from escalation import desk
from escalation.conversation import lock
from escalation.message import Author, Draft, append
from escalation.tables import ConversationRow, DeliveryRow, MessageRow, OperatorRow, OperatorSessionRow

PASSWORD = "зелёный чайник на окне"
# Made once, with the cheapest parameters: tests of the desk are not tests of Argon2.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass
class NoDispatcher:
    """Carries nothing, remembers what it was asked for."""

    delivered: list[uuid.UUID] = field(default_factory=list)

    async def turn(self, connection: AsyncConnection[Any], conversation_id: uuid.UUID) -> None:
        """Nothing to answer with."""

    async def deliver(self, session: AsyncSession, conversation_id: uuid.UUID, channel: str) -> None:
        """Remember the conversation."""
        self.delivered.append(conversation_id)


@dataclass(frozen=True)
class Person:
    """An operator with a browser that has signed in."""

    id: int
    login: str
    name: str
    token: str


@dataclass(frozen=True)
class Case:
    """A conversation with its ticket."""

    conversation_id: uuid.UUID
    ticket_id: int


async def hire(
    sessions: async_sessionmaker[AsyncSession],
    login: str,
    name: str,
    *,
    one_time: bool = False,
    role: str = "operator",
) -> Person:
    """An operator whose password is `PASSWORD`, signed in."""
    token = secrets.token_urlsafe(16)
    async with sessions.begin() as session:
        row = OperatorRow(login=login, name=name, role=role, password_hash=_HASH, one_time=one_time)
        session.add(row)
        await session.flush()
        session.add(
            OperatorSessionRow(
                token_hash=hashlib.sha256(token.encode()).hexdigest(),
                operator_id=row.id,
                expires_at=datetime.now(UTC) + timedelta(hours=1),
            )
        )
        return Person(row.id, login, name, token)


async def find_or_create(
    session: AsyncSession, channel: str, peer: str, wanted_id: uuid.UUID | None = None
) -> uuid.UUID:
    """The conversation with this peer, made now if there is none, without a word of the citizen's."""
    known = select(ConversationRow.id).where(ConversationRow.channel == channel, ConversationRow.peer == peer)
    found = await session.scalar(known)
    if found is None:
        row = ConversationRow(id=wanted_id or uuid.uuid4(), channel=channel, peer=peer)
        session.add(row)
        await session.flush()
        found = row.id
    return found


async def begin(sessions: async_sessionmaker[AsyncSession], peer: str, channel: str = "web") -> uuid.UUID:
    """A conversation the assistant has."""
    async with sessions.begin() as session:
        return await find_or_create(session, channel, peer)


async def say(sessions: async_sessionmaker[AsyncSession], conversation_id: uuid.UUID, text: str) -> int:
    """A citizen's message; returns its number."""
    async with sessions.begin() as session:
        conversation = await lock(session, conversation_id)
        return (await append(session, conversation, Draft(Author.CITIZEN, text))).seq


async def bot_says(
    sessions: async_sessionmaker[AsyncSession],
    conversation_id: uuid.UUID,
    text: str,
    state: str = "sent",
    buttons: tuple[dict[str, str], ...] = (),
) -> int:
    """A reply of the assistant whose delivery is in this state; returns its number."""
    async with sessions.begin() as session:
        conversation = await lock(session, conversation_id)
        message = await append(session, conversation, Draft(Author.BOT, text, buttons=buttons))
        session.add(
            DeliveryRow(
                message_id=message.id, conversation_id=conversation_id, channel=conversation.channel,
                author="bot", epoch=conversation.epoch, state=state,
                sending_at=datetime.now(UTC) if state == "sending" else None,
            )
        )  # fmt: skip
        return message.seq


async def open_case(
    sessions: async_sessionmaker[AsyncSession],
    peer: str,
    text: str = "Позовите человека",
    *,
    reason: str = "asked",
    subject: str = "",
    channel: str = "web",
) -> Case:
    """A citizen who wrote this and waits for a person."""
    conversation_id = await begin(sessions, peer, channel)
    await say(sessions, conversation_id, text)
    async with sessions.begin() as session:
        conversation = await lock(session, conversation_id)
        ticket = await desk.open_ticket(session, conversation, NoDispatcher(), reason=reason, subject=subject)
        return Case(conversation_id, ticket.id)


async def read(sessions: async_sessionmaker[AsyncSession], conversation_id: uuid.UUID) -> ConversationRow:
    """The conversation as it stands."""
    async with sessions() as session:
        return (
            await session.scalars(select(ConversationRow).where(ConversationRow.id == conversation_id))
        ).one()


async def said(sessions: async_sessionmaker[AsyncSession], conversation_id: uuid.UUID) -> list[MessageRow]:
    """All messages by number."""
    async with sessions() as session:
        rows = await session.scalars(
            select(MessageRow).where(MessageRow.conversation_id == conversation_id).order_by(MessageRow.seq)
        )
        return list(rows)
