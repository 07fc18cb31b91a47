"""Store updates in one transaction, whatever one of them holds: a bad one must not hold up the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog
from psycopg import DataError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.failpoints import reach
from connectors.inbox import Update, accept
from escalation.dispatch import Dispatcher

log = structlog.get_logger(__name__)

STORE_DEADLINE = 3.0
"""Seconds. VK repeats an event whose handler takes about four."""

UNSTORABLE = (DataError, IntegrityError, ProgrammingError)


class NotStored(Exception):
    """The database did not take the update: it must not be acknowledged, so that the platform repeats it."""


async def receive(
    sessions: async_sessionmaker[AsyncSession],
    update: Update | None,
    dispatcher: Dispatcher,
    deadline: float = STORE_DEADLINE,
) -> None:
    """Store one update of a webhook; when this returns, it may be acknowledged. None is nothing to store.

    Raises `NotStored` when the database cannot be reached within the deadline.
    """
    if update is None:
        return
    try:
        async with asyncio.timeout(deadline):
            try:
                async with sessions.begin() as session:
                    await accept(session, update, dispatcher)
            except UNSTORABLE as error:
                async with sessions.begin() as session:
                    await accept(session, _without_body(update, error), dispatcher)
    except Exception as error:
        log.warning("update_not_stored", channel=update.channel, error=type(error).__name__)
        raise NotStored(type(error).__name__) from error
    reach("stored")


async def accept_all(session: AsyncSession, updates: Sequence[Update], dispatcher: Dispatcher) -> None:
    """Accept updates in order, in the caller's transaction.

    One that the database refuses is stored without its body and alarmed: repeated for ever by the
    platform, it would hold up everything behind it.
    """
    for update in updates:
        try:
            async with session.begin_nested():
                await accept(session, update, dispatcher)
        except UNSTORABLE as error:
            await accept(session, _without_body(update, error), dispatcher)


def _without_body(update: Update, error: Exception) -> Update:
    log.warning("update_unstorable", channel=update.channel, error=type(error).__name__)
    return replace(update, body={"unstorable": type(error).__name__})
