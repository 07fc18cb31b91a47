"""The assistant never speaks over a person, whatever the order of events."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from connectors import deliveries
from escalation.tables import DeliveryRow
from tests.integration.takeover import TimedMessenger, play_many
from tests.support.postgres import Database
from tests.support.running_worker import running_worker
from tests.support.tiny_engine import TinyEngine, tiny_engine

SEED = 20261121


@pytest.mark.timeout(300)
async def test_no_leak_in_300_histories(database: Database) -> None:
    with tiny_engine(TinyEngine()) as engine:
        engine.delay = 0.05
        messenger = TimedMessenger(random.Random(SEED))
        async with running_worker(database, engine.url, {"vk": messenger}) as dispatcher:
            phones = await play_many(database, dispatcher, messenger, 300, SEED)
    assert len(phones) == 300
    assert not [phone for phone in phones if phone.leaked]
    # The histories would show nothing if take-overs never met a reply on its way.
    async with database.sessions() as session:
        withheld = await session.scalar(
            select(func.count()).where(DeliveryRow.state == "withheld", DeliveryRow.author == "bot")
        )
    assert withheld
    assert any(phone.bot_sends for phone in phones)


@pytest.mark.timeout(300)
async def test_without_the_epoch_check_the_same_histories_leak(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "overtaken", lambda _delivery, _conversation: False)
    with tiny_engine(TinyEngine()) as engine:
        engine.delay = 0.05
        messenger = TimedMessenger(random.Random(SEED))
        async with running_worker(database, engine.url, {"vk": messenger}) as dispatcher:
            phones = await play_many(database, dispatcher, messenger, 100, SEED)
    assert [phone for phone in phones if phone.leaked]
