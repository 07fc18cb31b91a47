"""The port to the count of wrong access codes, and its adapter for our own database.

The count is ours whatever the registry is: it is read here, and raised by the command `try_code` alone.
"""

from __future__ import annotations

from typing import Protocol

from actions.database import Database
from escalation.code_attempts import Left, left


class Attempts(Protocol):
    """Tells how many wrong codes may still come."""

    async def left(self, case: str | None, conversation: str) -> Left:
        """For a case by the registry's id (None: there is no such case) and for a conversation.

        Any error ends the turn, which the worker tries again: without a count no code is looked at.
        """
        ...


class PostgresAttempts:
    """Reads the table `code_attempts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def left(self, case: str | None, conversation: str) -> Left:
        """See the port."""
        async with self._database.session() as session:
            return await left(session, case, conversation)
