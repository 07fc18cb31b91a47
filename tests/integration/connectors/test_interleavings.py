"""Who waits for the conversation's lock goes by what its holder left, not by what was seen before."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from sqlalchemy import select

from connectors.commit import Committed, commit_turn
from connectors.engine import TurnResult
from connectors.inbox import accept, accept_alone
from connectors.intake import Pending, look
from connectors.numbering import number
from connectors.tables import InboundRow, TrackerEventRow, TurnRow
from escalation.conversation import lock
from escalation.message import Author, Draft, append
from escalation.owner import Owner, change_owner
from escalation.tables import ConversationRow, DeliveryRow, MessageRow
from tests.integration.connectors.conftest import Parts

Result = TypeVar("Result")
ANSWER = TurnResult("answered", replies=({"text": "раз"}, {"text": "два"}), events=({"event": "bot"},))


async def say(parts: Parts, text: str) -> uuid.UUID:
    async with parts.database.sessions.begin() as session:
        update = parts.messenger.update("7", text)
        return (await accept(session, update, parts.dispatcher)).conversation_id


async def see(parts: Parts, conversation_id: uuid.UUID) -> Pending:
    pending = await look(parts.database.sessions, conversation_id, {"web": parts.messenger})
    assert pending is not None
    return pending


async def commit(parts: Parts, pending: Pending) -> Committed:
    answered = [one.event_id for one in pending.waiting]
    return await commit_turn(parts.database.sessions, pending, answered, ANSWER, parts.dispatcher)


@asynccontextmanager
async def locked(parts: Parts, conversation_id: uuid.UUID) -> AsyncIterator[ConversationRow]:
    async with parts.database.sessions.begin() as session:
        conversation = await lock(session, conversation_id)
        yield conversation


async def meanwhile(
    parts: Parts, conversation_id: uuid.UUID, waiting: Awaitable[Result], *, take_over: bool
) -> Result:
    """Run `waiting` while another transaction holds the conversation, says something and takes it over."""
    async with parts.database.sessions.begin() as session:
        conversation = await lock(session, conversation_id)
        task = asyncio.ensure_future(waiting)
        await asyncio.sleep(0.3)
        assert not task.done()
        await append(session, conversation, Draft(Author.SYSTEM, "между"))
        if take_over:
            change_owner(session, conversation, Owner.OPERATOR)
    return await task


async def history(parts: Parts) -> list[tuple[int, str]]:
    async with parts.database.sessions() as session:
        rows = await session.execute(select(MessageRow.seq, MessageRow.text).order_by(MessageRow.seq))
        return [(seq, text) for seq, text in rows]


async def states(parts: Parts) -> list[str]:
    async with parts.database.sessions() as session:
        return list(await session.scalars(select(InboundRow.state).order_by(InboundRow.arrival)))


@pytest.fixture(autouse=True)
def of_the_web(parts: Parts) -> None:
    parts.messenger.channel = "web"


async def test_numbers_have_no_gaps_when_another_message_comes_between(parts: Parts) -> None:
    conversation = await say(parts, "вопрос")
    await say(parts, "и ещё вопрос")
    pending = await see(parts, conversation)
    assert await meanwhile(parts, conversation, number(parts.database.sessions, pending), take_over=False)
    assert await history(parts) == [(1, "между"), (2, "вопрос"), (3, "и ещё вопрос")]
    assert await states(parts) == ["taken", "taken"]


async def test_what_is_numbered_after_a_take_over_waits_for_no_turn(parts: Parts) -> None:
    conversation = await say(parts, "вопрос")
    pending = await see(parts, conversation)
    kept = await meanwhile(parts, conversation, number(parts.database.sessions, pending), take_over=True)
    assert not kept
    assert await history(parts) == [(1, "между"), (2, "вопрос")]
    assert await states(parts) == ["done"]
    assert await look(parts.database.sessions, conversation, {"web": parts.messenger}) is None


async def test_two_at_once_number_a_message_once(parts: Parts) -> None:
    conversation = await say(parts, "вопрос")
    pending = await see(parts, conversation)
    async with locked(parts, conversation):
        both = asyncio.gather(*(number(parts.database.sessions, pending) for _ in range(2)))
        await asyncio.sleep(0.3)
    assert await both == [True, True]
    assert await history(parts) == [(1, "вопрос")]


async def test_a_turn_commits_after_a_message_that_came_between(parts: Parts) -> None:
    conversation = await say(parts, "вопрос")
    pending = await see(parts, conversation)
    await number(parts.database.sessions, pending)
    committed = await meanwhile(parts, conversation, commit(parts, pending), take_over=False)
    assert committed == Committed("answered", more=False)
    assert await history(parts) == [(1, "вопрос"), (2, "между"), (3, "раз"), (4, "два")]
    assert await states(parts) == ["done"]


async def test_a_turn_that_was_overtaken_while_it_waited_leaves_a_record_alone(parts: Parts) -> None:
    conversation = await say(parts, "вопрос")
    pending = await see(parts, conversation)
    await number(parts.database.sessions, pending)
    committed = await meanwhile(parts, conversation, commit(parts, pending), take_over=True)
    assert committed == Committed("overtaken", more=False)
    assert await history(parts) == [(1, "вопрос"), (2, "между")]
    async with parts.database.sessions() as session:
        assert (await session.scalars(select(TurnRow.outcome))).all() == ["overtaken"]
        assert (await session.scalars(select(TrackerEventRow.id))).all() == []
        assert (await session.scalars(select(DeliveryRow.id))).all() == []


async def test_a_turn_computed_twice_commits_once(parts: Parts) -> None:
    conversation = await say(parts, "вопрос")
    pending = await see(parts, conversation)
    await number(parts.database.sessions, pending)
    async with locked(parts, conversation):
        both = asyncio.gather(*(commit(parts, pending) for _ in range(2)))
        await asyncio.sleep(0.3)
    assert sorted(one.outcome for one in await both) == ["answered", "repeated"]
    assert await history(parts) == [(1, "вопрос"), (2, "раз"), (3, "два")]
    async with parts.database.sessions() as session:
        assert len((await session.scalars(select(DeliveryRow.id))).all()) == 2


async def test_a_first_message_posted_five_times_at_once_is_stored_once_with_one_job(parts: Parts) -> None:
    update = parts.messenger.update("7", "вопрос")
    all_five = await asyncio.gather(*(accept_alone(parts.database.sessions, update) for _ in range(5)))
    assert sorted(one.duplicate for one in all_five) == [False, True, True, True, True]
    assert len({(one.event_id, one.conversation_id) for one in all_five}) == 1
    assert await states(parts) == ["received"]
    jobs = list(await parts.app.job_manager.list_jobs_async())
    conversation = str(all_five[0].conversation_id)
    assert [(job.lock, job.task_kwargs) for job in jobs] == [
        (f"turn:{conversation}", {"conversation_id": conversation})
    ]
