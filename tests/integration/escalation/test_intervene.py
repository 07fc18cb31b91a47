"""Taking a conversation over from the assistant."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.jobs import JobDispatcher, make_app
from escalation import texts
from escalation.errors import AlreadyClaimed, SendUnderWay
from escalation.intervene import REASON, intervene, patiently
from escalation.tables import DeliveryRow, TicketRow
from tests.support.desk import NoDispatcher, Person, begin, bot_says, hire, open_case, read, said
from tests.support.postgres import Database


async def step_in(database: Database, conversation_id: uuid.UUID, person: Person) -> TicketRow:
    async with database.sessions.begin() as session:
        return await intervene(
            session, NoDispatcher(), conversation_id=conversation_id, operator_id=person.id
        )


async def test_a_ticket_is_opened_and_claimed_at_once(database: Database) -> None:
    conversation_id = await begin(database.sessions, "peer")
    anna = await hire(database.sessions, "anna", "Анна")

    ticket = await step_in(database, conversation_id, anna)

    assert (ticket.reason, ticket.state, ticket.operator_id) == (REASON, "claimed", anna.id)
    conversation = await read(database.sessions, conversation_id)
    assert (conversation.owner, conversation.epoch) == ("operator", 2)
    assert [message.text for message in await said(database.sessions, conversation_id)] == [texts.CLAIMED]
    assert (await step_in(database, conversation_id, anna)).id == ticket.id, "twice is once"


async def test_of_two_at_once_one_wins(database: Database) -> None:
    conversation_id = await begin(database.sessions, "peer")
    people = [await hire(database.sessions, f"op{n}", "Оператор") for n in range(3)]
    results = await asyncio.gather(
        *(step_in(database, conversation_id, person) for person in people), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == [
        "AlreadyClaimed",
        "AlreadyClaimed",
        "TicketRow",
    ]


async def test_a_waiting_ticket_is_claimed_as_it_is(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    anna, boris = (
        await hire(database.sessions, "anna", "Анна"),
        await hire(database.sessions, "boris", "Борис"),
    )
    assert (await step_in(database, case.conversation_id, anna)).id == case.ticket_id
    with pytest.raises(AlreadyClaimed):
        await step_in(database, case.conversation_id, boris)


async def test_an_unknown_conversation_is_named(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    with pytest.raises(LookupError):
        await step_in(database, uuid.uuid4(), anna)


async def test_it_waits_for_the_reply_that_is_leaving(database: Database) -> None:
    conversation_id = await begin(database.sessions, "peer")
    anna = await hire(database.sessions, "anna", "Анна")
    await bot_says(database.sessions, conversation_id, "Сейчас", "sending")

    async def use_case(session: AsyncSession) -> TicketRow:
        return await intervene(session, NoDispatcher(), conversation_id=conversation_id, operator_id=anna.id)

    with pytest.raises(SendUnderWay):
        await patiently(database.sessions, use_case, patience=0.2)

    async def deliver() -> None:
        await asyncio.sleep(0.4)
        async with database.sessions.begin() as session:
            await session.execute(update(DeliveryRow).values(state="sent"))

    ticket, _ = await asyncio.gather(patiently(database.sessions, use_case, patience=5), deliver())
    assert ticket.operator_id == anna.id


async def test_the_citizen_of_a_pushed_channel_is_told_by_a_job(database: Database) -> None:
    conversation_id = await begin(database.sessions, "peer", "vk")
    anna = await hire(database.sessions, "anna", "Анна")
    app = make_app(database.dsn)
    async with app.open_async():
        async with database.sessions.begin() as session:
            await intervene(session, JobDispatcher(), conversation_id=conversation_id, operator_id=anna.id)
        jobs = list(await app.job_manager.list_jobs_async())
    assert [job.lock for job in jobs] == [f"send:{conversation_id}"]
    async with database.sessions() as session:
        assert list(await session.scalars(select(DeliveryRow.state))) == ["pending"]
