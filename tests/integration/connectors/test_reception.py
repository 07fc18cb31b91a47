"""What the database refuses is kept without its body: repeated for ever, it would hold up the rest."""

from __future__ import annotations

import uuid
from typing import Any

from psycopg import AsyncConnection, DataError
from sqlalchemy import select

from connectors.inbox import Update
from connectors.reception import accept_all, receive
from connectors.tables import InboundRow
from tests.support.desk import NoDispatcher
from tests.support.postgres import Database


class RefusesOnce(NoDispatcher):
    """Stands for a value PostgreSQL refuses, whichever that may be."""

    refused = False

    async def turn(self, connection: AsyncConnection[Any], conversation_id: uuid.UUID) -> None:
        """Refuse the first."""
        if not self.refused:
            self.refused = True
            raise DataError("refused")


def updates(count: int) -> list[Update]:
    return [Update("vk", str(n), "7", "message", {"n": n}) for n in range(count)]


async def bodies(database: Database) -> list[dict[str, object]]:
    async with database.sessions() as session:
        return list(await session.scalars(select(InboundRow.body).order_by(InboundRow.external_id)))


async def test_of_a_batch_the_others_are_kept_whole(database: Database) -> None:
    async with database.sessions.begin() as session:
        await accept_all(session, updates(3), RefusesOnce())
    assert await bodies(database) == [{"unstorable": "DataError"}, {"n": 1}, {"n": 2}]


async def test_of_a_webhook_too(database: Database) -> None:
    await receive(database.sessions, updates(1)[0], RefusesOnce())
    assert await bodies(database) == [{"unstorable": "DataError"}]
