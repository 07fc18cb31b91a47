"""The port through which this room asks for a message to be carried to its platform."""

from __future__ import annotations

import uuid
from typing import Any, Protocol

import psycopg
from sqlalchemy.ext.asyncio import AsyncSession


class Dispatcher(Protocol):
    """Defers work in the caller's transaction: it is done once that commits, and never if it does not."""

    async def turn(self, connection: psycopg.AsyncConnection[Any], conversation_id: uuid.UUID) -> None:
        """Ask for the conversation's pending messages to be answered."""

    async def deliver(self, session: AsyncSession, conversation_id: uuid.UUID, channel: str) -> None:
        """Ask for the conversation's pending deliveries to be sent."""
