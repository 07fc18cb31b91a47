"""The desk, use case by use case."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from escalation import desk, texts
from escalation.conversation import lock
from escalation.errors import (
    AlreadyClaimed,
    AlreadyClosed,
    BadReply,
    NotYours,
    SendUnderWay,
    StaleView,
    UnknownTicket,
)
from escalation.queue import ahead_of, list_unclosed
from escalation.tables import DeliveryRow, JournalRow, TicketRow
from tests.support.desk import Case, NoDispatcher, Person, begin, bot_says, hire, open_case, read, said, say
from tests.support.postgres import Database

CALL = {"title": "Позвать сотрудника", "payload": "/person"}


async def claim(database: Database, case: Case, person: Person) -> None:
    async with database.sessions.begin() as session:
        await desk.claim(session, NoDispatcher(), case.ticket_id, person.id)


async def reply(
    database: Database, case: Case, person: Person, text: str, *, seen: int = 99, client_id: str | None = None
) -> int:
    async with database.sessions.begin() as session:
        message = await desk.reply(
            session, NoDispatcher(), ticket_id=case.ticket_id, operator_id=person.id, text=text,
            seen_seq=seen, client_id=client_id or str(uuid.uuid4()),
        )  # fmt: skip
        return message.seq


async def put_back(database: Database, case: Case, person: Person | None) -> None:
    async with database.sessions.begin() as session:
        await desk.return_to_queue(
            session, NoDispatcher(), ticket_id=case.ticket_id, operator_id=person.id if person else None
        )


async def close(database: Database, case: Case, person: Person) -> None:
    async with database.sessions.begin() as session:
        await desk.close(session, NoDispatcher(), ticket_id=case.ticket_id, operator_id=person.id)


async def ticket(database: Database, case: Case) -> TicketRow:
    async with database.sessions() as session:
        return await session.get_one(TicketRow, case.ticket_id)


async def test_opening_twice_at_once_makes_one_ticket_and_one_hand_over(database: Database) -> None:
    conversation_id = await begin(database.sessions, "peer")

    async def open_once() -> int:
        async with database.sessions.begin() as session:
            row = await lock(session, conversation_id)
            return (await desk.open_ticket(session, row, NoDispatcher(), reason="asked")).id

    ids = await asyncio.gather(*(open_once() for _ in range(5)))

    assert len(set(ids)) == 1
    assert [message.purpose for message in await said(database.sessions, conversation_id)] == ["handed_over"]
    assert (await read(database.sessions, conversation_id)).epoch == 2


async def test_hand_over_tells_the_place_and_is_sent_at_the_new_epoch(database: Database) -> None:
    await open_case(database.sessions, "first")
    second = await open_case(database.sessions, "second")
    words = (await said(database.sessions, second.conversation_id))[-1]

    assert texts.PLACE.format(ahead=1) in words.text
    async with database.sessions() as session:
        delivery = await session.scalar(select(DeliveryRow).where(DeliveryRow.message_id == words.id))
    assert delivery is not None
    assert delivery.epoch == (await read(database.sessions, second.conversation_id)).epoch == 2


async def test_of_many_claims_at_once_exactly_one_wins(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    people = [await hire(database.sessions, f"op{n}", f"Оператор {n}") for n in range(6)]

    results = await asyncio.gather(
        *(claim(database, case, person) for person in people), return_exceptions=True
    )

    assert Counter(type(result) for result in results) == {type(None): 1, AlreadyClaimed: 5}
    winner = people[results.index(None)]
    assert (await ticket(database, case)).operator_id == winner.id
    conversation = await read(database.sessions, case.conversation_id)
    assert (conversation.owner, conversation.epoch) == ("operator", 3)


async def test_claiming_ones_own_ticket_again_changes_nothing(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    anna = await hire(database.sessions, "anna", "Анна")
    await claim(database, case, anna)
    await claim(database, case, anna)
    assert (await read(database.sessions, case.conversation_id)).epoch == 3


async def test_a_claim_waits_for_the_assistants_reply_that_is_leaving(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    anna = await hire(database.sessions, "anna", "Анна")
    await bot_says(database.sessions, case.conversation_id, "Сейчас", "sending")

    with pytest.raises(SendUnderWay):
        await claim(database, case, anna)

    async with database.sessions.begin() as session:
        await session.execute(
            update(DeliveryRow).values(
                sending_at=datetime.now(UTC) - desk.SEND_DEADLINE - timedelta(seconds=1)
            )
        )
    await claim(database, case, anna)


async def test_the_queue_is_by_priority_then_by_arrival(database: Database) -> None:
    cases = {
        name: await open_case(database.sessions, name, reason=reason)
        for name, reason in (("a", "asked"), ("b", "failed"), ("c", "asked"), ("d", "danger"))
    }
    anna = await hire(database.sessions, "anna", "Анна")
    async with database.sessions() as session:
        entries = await list_unclosed(session)
        places = {
            name: await ahead_of(session, await session.get_one(TicketRow, case.ticket_id))
            for name, case in cases.items()
        }
    names = {case.ticket_id: name for name, case in cases.items()}
    assert [names[entry.ticket_id] for entry in entries] == ["d", "b", "a", "c"]
    assert places == {"d": 0, "b": 1, "a": 2, "c": 3}

    await claim(database, cases["b"], anna)
    await put_back(database, cases["b"], anna)
    async with database.sessions() as session:
        entries = await list_unclosed(session)
    assert [names[entry.ticket_id] for entry in entries] == ["d", "b", "a", "c"], "it keeps its place"


async def test_the_queue_shows_a_citizens_own_words_rather_than_a_buttons(database: Database) -> None:
    case = await open_case(database.sessions, "peer", "Мне отказали в выплате")

    async def last_words() -> str:
        async with database.sessions() as session:
            return (await list_unclosed(session))[0].last_text

    await bot_says(database.sessions, case.conversation_id, "Ответа нет", buttons=(CALL,))
    await say(database.sessions, case.conversation_id, CALL["title"])
    assert await last_words() == "Мне отказали в выплате"
    await say(database.sessions, case.conversation_id, "Жду ответа")
    assert await last_words() == "Жду ответа"


async def test_the_queue_shows_a_buttons_words_where_a_citizen_has_none(database: Database) -> None:
    conversation_id = await begin(database.sessions, "peer")
    await bot_says(database.sessions, conversation_id, "Выберите", buttons=(CALL,))
    await say(database.sessions, conversation_id, CALL["title"])
    async with database.sessions.begin() as session:
        await desk.open_ticket(session, await lock(session, conversation_id), NoDispatcher(), reason="asked")

    async with database.sessions() as session:
        assert [entry.last_text for entry in await list_unclosed(session)] == [CALL["title"]]


async def test_a_reply_sent_twice_is_one_message(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    anna = await hire(database.sessions, "anna", "Анна")
    await claim(database, case, anna)
    key = str(uuid.uuid4())

    numbers = await asyncio.gather(
        *(reply(database, case, anna, "Здравствуйте!", client_id=key) for _ in range(4))
    )

    assert len(set(numbers)) == 1
    assert [
        m.text for m in await said(database.sessions, case.conversation_id) if m.author == "operator"
    ] == ["Здравствуйте!"]


async def test_a_form_of_another_conversation_is_refused(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    one, two = [await open_case(database.sessions, peer) for peer in ("one", "two")]
    await claim(database, one, anna)
    await claim(database, two, anna)
    key = str(uuid.uuid4())
    await reply(database, one, anna, "первому", client_id=key)
    with pytest.raises(BadReply):
        await reply(database, two, anna, "второму", client_id=key)


async def test_a_reply_on_a_stale_view_is_refused_until_the_colleague_is_read(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    anna, boris = (
        await hire(database.sessions, "anna", "Анна"),
        await hire(database.sessions, "boris", "Борис"),
    )
    await claim(database, case, anna)
    seen = len(await said(database.sessions, case.conversation_id))
    newer = await reply(database, case, anna, "Приходите завтра")
    await put_back(database, case, anna)
    await claim(database, case, boris)

    with pytest.raises(StaleView):
        await reply(database, case, boris, "Приходите послезавтра", seen=seen)
    # A citizen's newer words are no reason to refuse.
    await say(database.sessions, case.conversation_id, "Спасибо")
    await reply(database, case, boris, "Коллега прав: завтра", seen=newer)


async def test_empty_and_too_long_replies_are_refused(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    anna = await hire(database.sessions, "anna", "Анна")
    await claim(database, case, anna)
    for text in ("", "  \n ", "\x00", "а" * (desk.MAX_REPLY + 1)):
        with pytest.raises(BadReply):
            await reply(database, case, anna, text)


async def test_only_the_holder_acts_and_nobody_after_closing(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    anna, boris = (
        await hire(database.sessions, "anna", "Анна"),
        await hire(database.sessions, "boris", "Борис"),
    )
    await claim(database, case, anna)
    for act in (
        reply(database, case, boris, "я"),
        put_back(database, case, boris),
        close(database, case, boris),
    ):
        with pytest.raises(NotYours):
            await act
    await close(database, case, anna)
    for act in (
        reply(database, case, anna, "ещё"), put_back(database, case, anna),
        close(database, case, anna), claim(database, case, boris),
    ):  # fmt: skip
        with pytest.raises(AlreadyClosed):
            await act
    with pytest.raises(UnknownTicket):
        await claim(database, Case(case.conversation_id, 10**9), anna)


async def test_closing_returns_the_conversation_with_a_fresh_session(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    anna = await hire(database.sessions, "anna", "Анна")
    await claim(database, case, anna)
    await close(database, case, anna)

    conversation = await read(database.sessions, case.conversation_id)
    assert (conversation.owner, conversation.epoch, conversation.session) == ("bot", 4, 2)
    farewell = (await said(database.sessions, case.conversation_id))[-1]
    assert [button["title"] for button in farewell.buttons] == ["1", "2", "3", "4", "5"]
    assert all('"session":"1"' in button["payload"] for button in farewell.buttons)
    again = await open_case(database.sessions, "peer")
    assert again.ticket_id != case.ticket_id


async def test_a_silent_operator_loses_the_lease_and_the_ticket_its_place_never(database: Database) -> None:
    case = await open_case(database.sessions, "peer")
    await open_case(database.sessions, "later")
    anna = await hire(database.sessions, "anna", "Анна")
    await claim(database, case, anna)
    await put_back(database, case, None)
    assert (await ticket(database, case)).state == "claimed", "the lease still runs"

    async with database.sessions.begin() as session:
        await session.execute(
            update(TicketRow).where(TicketRow.id == case.ticket_id)
            .values(lease_until=datetime.now(UTC) - timedelta(seconds=1))
        )  # fmt: skip
        assert await desk.ended_leases(session) == [case.ticket_id]
    await put_back(database, case, None)

    async with database.sessions() as session:
        assert await desk.ended_leases(session) == []
        row = await session.get_one(TicketRow, case.ticket_id)
        assert (row.state, row.operator_id, row.lease_until) == ("open", None, None)
        assert await ahead_of(session, row) == 0
        assert not await desk.renew_lease(session, ticket_id=case.ticket_id, operator_id=anna.id)


async def test_the_journal_holds_ids_and_no_words(database: Database) -> None:
    case = await open_case(database.sessions, "peer", "Мой СНИЛС 112-233-445 95")
    anna = await hire(database.sessions, "anna", "Анна")
    await claim(database, case, anna)
    await reply(database, case, anna, "Секретный ответ")
    await close(database, case, anna)
    async with database.sessions() as session:
        rows = list(await session.scalars(select(JournalRow).order_by(JournalRow.id)))
        epochs = [row.epoch for row in rows if row.event == "owner_changed"]
    everything = " ".join(str(row.details) for row in rows)
    assert epochs == [2, 3, 4]
    assert "СНИЛС" not in everything
    assert "Секретный" not in everything
