"""Random interleavings of a turn, its delivery and a person who takes the conversation over."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from dataclasses import dataclass, field

from sqlalchemy import func, select

from connectors.inbox import accept
from connectors.messenger import Outgoing
from escalation import desk
from escalation.conversation import lock
from escalation.dispatch import Dispatcher
from escalation.errors import SendUnderWay
from escalation.tables import DeliveryRow, OperatorRow
from tests.support.paper import PaperMessenger
from tests.support.postgres import Database

LEISURELY = 10


@dataclass
class Phone:
    """What one citizen's phone saw, by the clock."""

    bot_sends: list[float] = field(default_factory=list)
    taken_over: float | None = None

    @property
    def leaked(self) -> bool:
        """Whether the assistant spoke after a person had taken over."""
        taken = self.taken_over
        return taken is not None and any(began > taken for began in self.bot_sends)


class TimedMessenger(PaperMessenger):
    """Notes when each send began; a send takes a random while."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__("vk")
        self._chance = chance
        self.phones: dict[str, Phone] = {}

    async def send(self, message: Outgoing) -> str:
        """Only the echo of the engine begins with these words."""
        if message.text.startswith("Вы написали"):
            self.phones[message.peer].bot_sends.append(time.monotonic())
        await asyncio.sleep(self._chance.random() * 0.02)
        return await super().send(message)


async def play(
    database: Database,
    dispatcher: Dispatcher,
    messenger: TimedMessenger,
    operator_id: int,
    chance: random.Random,
    spread: float,
) -> None:
    """One history: a citizen asks twice, and at some moment within `spread` seconds a person takes over."""
    peer = uuid.uuid4().hex
    messenger.phones[peer] = Phone()
    async with database.sessions.begin() as session:
        accepted = await accept(session, messenger.update(peer, "как восстановить снилс"), dispatcher)
    # Some are left in peace for long, so that replies are sent before the take-over on a slow machine too.
    await asyncio.sleep(chance.random() * spread * (LEISURELY if chance.random() < 0.15 else 1))
    async with database.sessions.begin() as session:
        await accept(session, messenger.update(peer, "и сколько это займёт"), dispatcher)
    await asyncio.sleep(chance.random() * spread / 4)
    while True:
        try:
            async with database.sessions.begin() as session:
                conversation = await lock(session, accepted.conversation_id)
                ticket = await desk.open_ticket(session, conversation, dispatcher, reason="operator")
                await desk.claim(session, dispatcher, ticket.id, operator_id)
            break
        except SendUnderWay:
            await asyncio.sleep(0.01)
    messenger.phones[peer].taken_over = time.monotonic()


async def play_many(
    database: Database,
    dispatcher: Dispatcher,
    messenger: TimedMessenger,
    count: int,
    seed: int,
    spread: float = 0.4,
    at_once: int = 12,
) -> list[Phone]:
    """Many histories, some at once. Returns when nothing waits any more."""
    async with database.sessions.begin() as session:
        operator = OperatorRow(login="anna", name="Анна", password_hash="-")
        session.add(operator)
        await session.flush()
        operator_id = operator.id
    chance = random.Random(seed)
    places = asyncio.Semaphore(at_once)

    async def one() -> None:
        async with places:
            await play(database, dispatcher, messenger, operator_id, chance, spread)

    await asyncio.gather(*(one() for _ in range(count)))
    await settled(database)
    return list(messenger.phones.values())


async def settled(database: Database, seconds: float = 60) -> None:
    """Wait until no delivery waits."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        async with database.sessions() as session:
            waiting = await session.scalar(
                select(func.count()).where(DeliveryRow.state.in_(("pending", "sending")))
            )
        if not waiting:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("deliveries still wait")
