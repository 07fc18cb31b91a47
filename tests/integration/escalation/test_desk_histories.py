"""The desk under random interleavings of citizens, operators and the assistant: what must hold, holds."""

from __future__ import annotations

import asyncio
import itertools
import random
import uuid
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from escalation import desk
from escalation.conversation import lock
from escalation.errors import DeskError
from escalation.intervene import intervene
from escalation.message import Author, Draft, append, append_and_send
from escalation.owner import MOVES, Owner
from escalation.tables import ConversationRow, DeliveryRow, JournalRow, MessageRow, TicketRow
from tests.support.desk import NoDispatcher, Person, find_or_create, hire
from tests.support.postgres import Database

HISTORIES = 10
ACTORS = 4
STEPS = 9


class History:
    """One conversation, and several people who do what comes to their minds, at once."""

    def __init__(self, database: Database, people: list[Person], seed: int) -> None:
        self.sessions = database.sessions
        self.people = people
        self.random = random.Random(seed)
        self.dispatcher = NoDispatcher()
        self.id = uuid.uuid4()

    async def play(self) -> None:
        async with self.sessions.begin() as session:
            await find_or_create(session, "web", str(self.id), self.id)
        await asyncio.gather(*(self._act(random.Random(self.random.random())) for _ in range(ACTORS)))

    async def _act(self, mind: random.Random) -> None:
        deeds: list[Callable[[random.Random], Awaitable[None]]] = [
            self._citizen_writes, self._bot_answers, self._ask_for_person, self._intervene,
            self._claim, self._claim, self._reply, self._reply, self._return, self._close,
        ]  # fmt: skip
        for _ in range(STEPS):
            await asyncio.sleep(mind.random() * 0.004)
            try:
                await mind.choice(deeds)(mind)
            except DeskError:
                continue

    async def _ticket(self) -> int:
        async with self.sessions() as session:
            found = await session.scalar(
                select(TicketRow.id)
                .where(TicketRow.conversation_id == self.id)
                .order_by(TicketRow.id.desc())
                .limit(1)
            )
        return found or 0

    async def _citizen_writes(self, _mind: random.Random) -> None:
        async with self.sessions.begin() as session:
            await append(session, await lock(session, self.id), Draft(Author.CITIZEN, "слово"))

    async def _bot_answers(self, _mind: random.Random) -> None:
        async with self.sessions.begin() as session:
            conversation = await lock(session, self.id)
            if conversation.owner == Owner.BOT:
                await append_and_send(session, conversation, Draft(Author.BOT, "ответ"))

    async def _ask_for_person(self, _mind: random.Random) -> None:
        async with self.sessions.begin() as session:
            await desk.open_ticket(session, await lock(session, self.id), self.dispatcher, reason="asked")

    async def _intervene(self, mind: random.Random) -> None:
        async with self.sessions.begin() as session:
            await intervene(
                session, self.dispatcher, conversation_id=self.id, operator_id=mind.choice(self.people).id
            )

    async def _claim(self, mind: random.Random) -> None:
        ticket_id = await self._ticket()
        async with self.sessions.begin() as session:
            await desk.claim(session, self.dispatcher, ticket_id, mind.choice(self.people).id)

    async def _reply(self, mind: random.Random) -> None:
        ticket_id = await self._ticket()
        async with self.sessions.begin() as session:
            await desk.reply(
                session, self.dispatcher, ticket_id=ticket_id, operator_id=mind.choice(self.people).id,
                text="ответ", seen_seq=mind.randrange(40), client_id=str(uuid.uuid4()),
            )  # fmt: skip

    async def _return(self, mind: random.Random) -> None:
        ticket_id = await self._ticket()
        async with self.sessions.begin() as session:
            await desk.return_to_queue(
                session, self.dispatcher, ticket_id=ticket_id, operator_id=mind.choice(self.people).id
            )

    async def _close(self, mind: random.Random) -> None:
        ticket_id = await self._ticket()
        async with self.sessions.begin() as session:
            await desk.close(
                session, self.dispatcher, ticket_id=ticket_id, operator_id=mind.choice(self.people).id
            )


async def check(database: Database, conversation_id: uuid.UUID) -> int:
    """Assert what must hold of any history; returns how often the conversation changed hands."""
    async with database.sessions() as session:
        conversation = await session.get_one(ConversationRow, conversation_id)
        messages = list(
            await session.scalars(
                select(MessageRow)
                .where(MessageRow.conversation_id == conversation_id)
                .order_by(MessageRow.seq)
            )
        )
        tickets = list(
            await session.scalars(select(TicketRow).where(TicketRow.conversation_id == conversation_id))
        )
        moves = list(
            await session.scalars(
                select(JournalRow)
                .where(JournalRow.conversation_id == conversation_id, JournalRow.event == "owner_changed")
                .order_by(JournalRow.epoch)
            )
        )
        deliveries = {
            row.message_id: row
            for row in await session.scalars(
                select(DeliveryRow).where(DeliveryRow.conversation_id == conversation_id)
            )
        }

    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    assert conversation.last_seq == len(messages)

    assert [move.epoch for move in moves] == list(range(2, len(moves) + 2)), "each change raises the epoch"
    assert conversation.epoch == len(moves) + 1
    owners = [Owner.BOT, *(Owner(move.owner or "") for move in moves)]
    for before, after in itertools.pairwise(owners):
        assert after in MOVES[before]
    assert conversation.owner == owners[-1]

    unclosed = [ticket for ticket in tickets if ticket.state != "closed"]
    expected = {"bot": [], "queue": ["open"], "operator": ["claimed"]}[conversation.owner]
    assert [ticket.state for ticket in unclosed] == expected

    holders = {move.epoch: move.operator_id for move in moves if move.owner == "operator"}
    for message in messages:
        if message.author == "citizen":
            assert message.id not in deliveries
            continue
        epoch = deliveries[message.id].epoch
        if message.author == "operator":
            assert holders[epoch] == message.operator_id, "only the holder speaks"
        if message.author == "bot":
            assert owners[epoch - 1] == Owner.BOT, "the assistant never speaks over a person"
    return len(moves)


@pytest.mark.slow
async def test_any_interleaving_keeps_the_invariants(database: Database) -> None:
    people = [await hire(database.sessions, f"op{n}", f"Оператор {n}") for n in range(3)]
    histories = [History(database, people, seed) for seed in range(HISTORIES)]
    gate = asyncio.Semaphore(4)

    async def play(history: History) -> None:
        async with gate:
            await history.play()

    await asyncio.gather(*(play(history) for history in histories))

    changes = [await check(database, history.id) for history in histories]
    assert sum(changes) > HISTORIES * 3, "the histories have something to tell"
