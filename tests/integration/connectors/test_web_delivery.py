"""Messages are released to the page under the conversation's lock, and only those no person overtook."""

from __future__ import annotations

import asyncio
import uuid

from sqlalchemy import select

from connectors.direct import driver_of
from connectors.web.delivery import release
from connectors.web.feed import Feed, State
from connectors.web.history import PAGE
from escalation.conversation import lock
from escalation.message import Author, Draft, append, append_and_send
from escalation.owner import Owner, change_owner
from escalation.tables import DeliveryRow
from tests.support.desk import find_or_create
from tests.support.postgres import Database


async def begin(database: Database) -> uuid.UUID:
    async with database.sessions.begin() as session:
        return await find_or_create(session, "web", "7")


async def write(database: Database, conversation_id: uuid.UUID, *drafts: Draft) -> None:
    async with database.sessions.begin() as session:
        conversation = await lock(session, conversation_id)
        for draft in drafts:
            if draft.author == Author.CITIZEN:
                await append(session, conversation, draft)
            else:
                await append_and_send(session, conversation, draft)


async def take_over(database: Database, conversation_id: uuid.UUID) -> None:
    async with database.sessions.begin() as session:
        change_owner(session, await lock(session, conversation_id), Owner.OPERATOR)


async def states(database: Database) -> list[tuple[str, str]]:
    async with database.sessions() as session:
        rows = await session.execute(select(DeliveryRow.author, DeliveryRow.state).order_by(DeliveryRow.id))
        return [(author, state) for author, state in rows]


async def test_what_waits_is_released_once(database: Database) -> None:
    conversation = await begin(database)
    await write(database, conversation, Draft(Author.BOT, "раз"), Draft(Author.SYSTEM, "два"))
    for _ in range(2):
        view = await Feed(database.sessions).pull(conversation, 0)
    assert (view.position, len(view.messages)) == (2, 2)
    assert await states(database) == [("bot", "sent"), ("system", "sent")]
    async with database.sessions() as session:
        deliveries = (await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))).all()
    assert [(one.external_id, one.attempts) for one in deliveries] == [("1", 1), ("2", 1)]
    assert all(one.sending_at == one.done_at for one in deliveries)


async def test_a_reply_overtaken_by_a_person_is_withheld_and_never_shown(database: Database) -> None:
    conversation = await begin(database)
    await write(database, conversation, Draft(Author.CITIZEN, "вопрос"), Draft(Author.BOT, "поздно"))
    await take_over(database, conversation)
    await write(database, conversation, Draft(Author.OPERATOR, "здравствуйте"))
    view = await Feed(database.sessions).pull(conversation, 0)
    assert [message.text for message in view.messages] == ["вопрос", "здравствуйте"]
    assert view.position == 3
    assert view.state == State("operator", typing=False)
    assert await states(database) == [("bot", "withheld"), ("operator", "sent")]


async def test_a_delivery_left_in_sending_is_released_at_once(database: Database) -> None:
    conversation = await begin(database)
    await write(database, conversation, Draft(Author.BOT, "раз"))
    async with database.sessions.begin() as session:
        row = await session.scalar(select(DeliveryRow))
        assert row is not None
        row.state = "sending"
    await Feed(database.sessions).pull(conversation, 0)
    assert await states(database) == [("bot", "sent")]


async def test_a_release_that_is_rolled_back_leaves_it_pending(database: Database) -> None:
    conversation = await begin(database)
    await write(database, conversation, Draft(Author.BOT, "раз"))
    async with database.sessions() as session:
        released = await release(await driver_of(session), conversation, 0, PAGE)
        assert released is not None
        await session.rollback()
    assert await states(database) == [("bot", "pending")]


async def test_nothing_is_released_to_a_page_that_has_seen_all(database: Database) -> None:
    conversation = await begin(database)
    await write(database, conversation, Draft(Author.CITIZEN, "раз"), Draft(Author.BOT, "два"))
    view = await Feed(database.sessions).pull(conversation, 2)
    assert (view.messages, view.position) == ((), 2)
    assert await states(database) == [("bot", "pending")]
    assert [one.seq for one in (await Feed(database.sessions).pull(conversation, 1)).messages] == [2]


async def test_a_release_waits_for_the_one_who_takes_over_and_then_withholds(database: Database) -> None:
    """The epoch that counts is the one left by whoever held the lock, not the one seen before."""
    conversation = await begin(database)
    await write(database, conversation, Draft(Author.BOT, "поздно"))
    async with database.sessions.begin() as session:
        change_owner(session, await lock(session, conversation), Owner.OPERATOR)
        await session.flush()
        pulling = asyncio.create_task(Feed(database.sessions).pull(conversation, 0))
        await asyncio.sleep(0.3)
        assert not pulling.done()
    assert (await pulling).messages == ()
    assert await states(database) == [("bot", "withheld")]


async def test_a_page_that_waited_for_another_page_sees_what_that_one_released(database: Database) -> None:
    conversation = await begin(database)
    await write(database, conversation, Draft(Author.BOT, "раз"))
    async with database.sessions.begin() as session:
        first = await release(await driver_of(session), conversation, 0, PAGE)
        pulling = asyncio.create_task(Feed(database.sessions).pull(conversation, 0))
        await asyncio.sleep(0.3)
        assert not pulling.done()
    assert first is not None
    assert [one.seq for one in (await pulling).messages] == [one.seq for one in first.messages] == [1]


async def test_a_long_history_comes_in_pages_without_gaps(database: Database) -> None:
    conversation = await begin(database)
    await write(database, conversation, *(Draft(Author.BOT, str(number)) for number in range(7)))
    feed, seen, after, more = Feed(database.sessions), [], 0, True
    while more:
        view = await feed.pull(conversation, after, limit=3)
        seen += [message.text for message in view.messages]
        after, more = view.position, view.more
    assert seen == [str(number) for number in range(7)]
    assert after == 7


async def test_readers_while_messages_are_written_and_owners_change_miss_nothing(database: Database) -> None:
    """Whatever the interleaving, a reader that goes by position sees all that was sent, in order."""
    conversation = await begin(database)
    feed, done = Feed(database.sessions), asyncio.Event()

    async def read() -> list[int]:
        seen: list[int] = []
        after = 0
        while True:
            last = done.is_set()
            view = await feed.pull(conversation, after)
            seen += [message.seq for message in view.messages]
            after = view.position
            if last:
                return seen
            await asyncio.sleep(0)

    async def talk() -> None:
        for number in range(30):
            await write(database, conversation, Draft(Author.CITIZEN, "вопрос"), Draft(Author.BOT, "ответ"))
            if number % 3 == 0:
                async with database.sessions.begin() as session:
                    row = await lock(session, conversation)
                    change_owner(session, row, Owner.BOT if row.owner != Owner.BOT else Owner.QUEUE)

    readers = [asyncio.create_task(read()) for _ in range(3)]
    await talk()
    done.set()
    seen = await asyncio.gather(*readers)
    expected = [shown.seq for shown in (await feed.pull(conversation, 0, limit=1000)).messages]
    assert seen == [expected] * 3
    assert len(expected) > 30
    assert {state for _, state in await states(database)} <= {"sent", "withheld"}
