"""Notifications reach followers, through a lost connection too."""

from __future__ import annotations

import asyncio

import psycopg

from escalation.conversation import NOTIFY_CONVERSATION, NOTIFY_QUEUE, notify, notify_queue
from escalation.listener import Listener
from tests.support.desk import begin
from tests.support.postgres import Database


async def test_each_hears_its_own(database: Database) -> None:
    one, two = [await begin(database.sessions, peer) for peer in ("one", "two")]
    listener = Listener(database.dsn)
    async with listener.running():
        await listener.wait_until_listening(5)
        with (
            listener.follow((NOTIFY_CONVERSATION, str(one))) as first,
            listener.follow((NOTIFY_CONVERSATION, str(two)), (NOTIFY_QUEUE, "")) as second,
        ):
            async with database.sessions.begin() as session:
                await notify(session, one)
            assert await first.wait(2)
            assert not await second.wait(0.1)
            async with database.sessions.begin() as session:
                await notify_queue(session)
            assert await second.wait(2)
            assert not await first.wait(0.1)


async def test_a_lost_connection_is_made_anew_and_all_look_again(database: Database) -> None:
    listener = Listener(database.dsn)
    async with listener.running():
        await listener.wait_until_listening(5)
        with listener.follow((NOTIFY_QUEUE, "")) as wake:
            async with await psycopg.AsyncConnection.connect(database.dsn, autocommit=True) as admin:
                await admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            assert await wake.wait(5), "whoever follows is woken, since news may have been lost"
            async with database.sessions.begin() as session:
                await notify_queue(session)
            assert await wake.wait(2)


async def test_an_unreachable_database_is_no_error() -> None:
    listener = Listener("postgresql://nobody@127.0.0.1:1/none")
    async with listener.running():
        await asyncio.sleep(0.1)
        assert not listener.is_listening
