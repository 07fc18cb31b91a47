"""The way of a message: taken in, answered, committed once."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta

from sqlalchemy import select

from connectors import turns
from connectors.inbox import accept
from connectors.tables import InboundRow, TrackerEventRow, TurnRow
from escalation import desk
from escalation.conversation import lock
from escalation.tables import ConversationRow, DeliveryRow, MessageRow, OperatorRow, TicketRow
from tests.integration.connectors.conftest import Parts


async def say(parts: Parts, text: str, peer: str = "7", **body: object) -> uuid.UUID:
    async with parts.database.sessions.begin() as session:
        accepted = await accept(session, parts.messenger.update(peer, text, **body), parts.dispatcher)
    return accepted.conversation_id


async def history(parts: Parts, conversation_id: uuid.UUID) -> list[tuple[int, str, str]]:
    async with parts.database.sessions() as session:
        rows = await session.execute(
            select(MessageRow.seq, MessageRow.author, MessageRow.text)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.seq)
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


async def test_a_question_is_answered_once(parts: Parts) -> None:
    conversation = await say(parts, "как восстановить снилс")
    await parts.runner.run(conversation)
    await parts.runner.run(conversation)
    assert await history(parts, conversation) == [
        (1, "citizen", "как восстановить снилс"),
        (2, "bot", "Вы написали: как восстановить снилс"),
    ]
    await parts.deliverer.run(conversation)
    await parts.deliverer.run(conversation)
    assert [sent.text for sent in parts.messenger.sent] == ["Вы написали: как восстановить снилс"]


async def test_two_runners_at_once_answer_once(parts: Parts) -> None:
    conversation = await say(parts, "как восстановить снилс")
    parts.engine.delay = 0.2
    await asyncio.gather(*(parts.runner.run(conversation) for _ in range(4)))
    assert len(await history(parts, conversation)) == 2


async def test_an_update_delivered_five_times_at_once_is_one(parts: Parts) -> None:
    update = parts.messenger.update("7", "как восстановить снилс")

    async def post() -> bool:
        async with parts.database.sessions.begin() as session:
            return (await accept(session, update, parts.dispatcher)).duplicate

    duplicates = await asyncio.gather(*(post() for _ in range(5)))
    assert sorted(duplicates) == [False, True, True, True, True]


async def test_the_engine_gets_the_session_s_events(parts: Parts) -> None:
    conversation = await say(parts, "как восстановить снилс")
    await parts.runner.run(conversation)
    await say(parts, "а сколько это займёт времени")
    await parts.runner.run(conversation)
    assert [len(turn["events"]) for turn in parts.engine.turns] == [0, 2]
    async with parts.database.sessions() as session:
        positions = await session.scalars(select(TrackerEventRow.position).order_by(TrackerEventRow.position))
    assert list(positions) == [0, 1, 2, 3]


async def test_a_greeting_waits_for_its_question(parts: Parts) -> None:
    conversation = await say(parts, "Привет")
    running = asyncio.create_task(parts.runner.run(conversation))
    await asyncio.sleep(0.4)
    await say(parts, "как восстановить снилс")
    await running
    assert [turn["text"] for turn in parts.engine.turns] == ["Привет\nкак восстановить снилс"]


async def test_a_person_is_given_and_the_bot_keeps_silent(parts: Parts) -> None:
    conversation = await say(parts, "дайте живого человек пожалуйста")
    await parts.runner.run(conversation)
    await say(parts, "вы ещё здесь или как")
    await parts.runner.run(conversation)
    authors = [author for _, author, _ in await history(parts, conversation)]
    assert authors == ["citizen", "system", "citizen"]
    assert len(parts.engine.turns) == 1
    async with parts.database.sessions() as session:
        ticket = await session.scalar(select(TicketRow))
        row = await session.get(ConversationRow, conversation)
    assert ticket is not None
    assert (ticket.state, ticket.reason) == ("open", "asked")
    assert row is not None
    assert (row.owner, row.epoch) == ("queue", 2)


async def test_a_turn_overtaken_by_a_person_commits_only_a_record(parts: Parts) -> None:
    conversation = await say(parts, "как восстановить снилс")
    parts.engine.delay = 0.5
    running = asyncio.create_task(parts.runner.run(conversation))
    await asyncio.sleep(0.2)
    async with parts.database.sessions.begin() as session:
        row = await lock(session, conversation)
        await desk.open_ticket(session, row, parts.dispatcher, reason="asked")
    await running
    assert [author for _, author, _ in await history(parts, conversation)] == ["citizen", "system"]
    async with parts.database.sessions() as session:
        assert (await session.scalar(select(TurnRow.outcome))) == "overtaken"
        assert (await session.scalar(select(InboundRow.state))) == "done"


async def test_a_reply_not_yet_sent_is_withheld_when_a_person_claims(parts: Parts) -> None:
    conversation = await say(parts, "как восстановить снилс")
    await parts.runner.run(conversation)
    async with parts.database.sessions.begin() as session:
        session.add(OperatorRow(login="anna", name="Анна", password_hash="-"))
    async with parts.database.sessions.begin() as session:
        row = await lock(session, conversation)
        ticket = await desk.open_ticket(session, row, parts.dispatcher, reason="asked")
        ticket_id = ticket.id
    async with parts.database.sessions.begin() as session:
        operator = await session.scalar(select(OperatorRow.id))
        assert operator is not None
        await desk.claim(session, parts.dispatcher, ticket_id, operator)
    await parts.deliverer.run(conversation)
    async with parts.database.sessions() as session:
        states = await session.execute(select(DeliveryRow.author, DeliveryRow.state).order_by(DeliveryRow.id))
    assert [tuple(row) for row in states] == [("bot", "withheld"), ("system", "sent"), ("system", "sent")]


async def test_a_failing_engine_is_tried_again(parts: Parts) -> None:
    conversation = await say(parts, "как восстановить снилс")
    parts.engine.failures = 2
    await parts.runner.run(conversation)
    assert len(await history(parts, conversation)) == 2
    assert len(parts.engine.turns) == 3


async def test_after_three_minutes_an_apology_and_a_ticket(parts: Parts) -> None:
    conversation = await say(parts, "как восстановить снилс")
    parts.engine.status = 500
    runner = turns.TurnRunner(
        parts.database.sessions,
        parts.runner._engines,
        parts.dispatcher,
        {"vk": parts.messenger},
        give_up=timedelta(seconds=0.5),
    )
    await runner.run(conversation)
    said = await history(parts, conversation)
    assert [author for _, author, _ in said] == ["citizen", "system"]
    assert said[1][2].startswith("Простите")


async def test_blank_and_strange_messages_are_answered(parts: Parts) -> None:
    for peer, text in enumerate(["а", "😀😀", "​​", "<b>снилс</b>", "ж" * 20_000, "\x00"]):
        conversation = await say(parts, text, peer=str(peer))
        await parts.runner.run(conversation)
        said = await history(parts, conversation)
        assert [author for _, author, _ in said] == ["citizen", "bot"], text[:10]


async def test_a_body_nobody_can_parse_is_kept(parts: Parts) -> None:
    async with parts.database.sessions.begin() as session:
        update = parts.messenger.update("9", "x")
        update.body.pop("text")
        accepted = await accept(session, update, parts.dispatcher)
    await parts.runner.run(accepted.conversation_id)
    async with parts.database.sessions() as session:
        row = await session.scalar(select(InboundRow))
    assert row is not None
    assert row.state == "broken"
