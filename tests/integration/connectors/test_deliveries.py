"""Deliveries: in order, once, and honest when nobody knows."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from connectors.deliveries import Deliverer
from connectors.messenger import SendDelayed, SendRefused, SendUnknown, SendUnreachable
from escalation.tables import DeliveryRow
from tests.integration.connectors.conftest import Parts
from tests.integration.connectors.test_turns import say


async def answered(parts: Parts, text: str = "как восстановить снилс") -> uuid.UUID:
    conversation = await say(parts, text)
    await parts.runner.run(conversation)
    return conversation


async def states(parts: Parts) -> list[str]:
    async with parts.database.sessions() as session:
        return list(await session.scalars(select(DeliveryRow.state).order_by(DeliveryRow.id)))


@pytest.mark.parametrize("error", [SendUnreachable("off"), SendDelayed("later", 0.2)])
async def test_what_was_not_sent_is_sent_later(parts: Parts, error: Exception) -> None:
    conversation = await answered(parts)
    parts.messenger.errors = [error]
    await parts.deliverer.run(conversation)
    assert len(parts.messenger.sent) == 1
    assert await states(parts) == ["sent"]


async def test_a_refusal_is_final_and_does_not_hold_up_the_next(parts: Parts) -> None:
    conversation = await answered(parts)
    await answered(parts, "и сколько это займёт времени")
    parts.messenger.errors = [SendRefused("blocked")]
    await parts.deliverer.run(conversation)
    assert await states(parts) == ["failed", "sent"]


async def test_a_lost_answer_is_repeated_where_the_platform_knows_the_key(parts: Parts) -> None:
    conversation = await answered(parts)
    parts.messenger.errors = [SendUnknown("lost")]
    await parts.deliverer.run(conversation)
    assert await states(parts) == ["sent"]


async def test_a_lost_answer_is_unknown_elsewhere_and_offered_again(parts: Parts) -> None:
    conversation = await answered(parts)
    parts.messenger.idempotent = False
    parts.messenger.errors = [SendUnknown("lost")]
    await parts.deliverer.run(conversation)
    assert await states(parts) == ["unknown", "sent"]
    offer = parts.messenger.sent[0]
    assert offer.text.startswith("Возможно")
    button = offer.buttons[0]
    await say(parts, button["title"], payload=button["payload"])
    await parts.runner.run(conversation)
    await parts.deliverer.run(conversation)
    assert parts.messenger.sent[1].text == "Вы написали: как восстановить снилс"


async def test_nobody_reads_another_s_message_by_repeat(parts: Parts) -> None:
    await answered(parts)
    parts.messenger.idempotent = False
    other = await say(parts, "Показать ещё раз", peer="8", payload='/repeat{"message":"2"}')
    await parts.runner.run(other)
    await parts.deliverer.run(other)
    assert [sent.text for sent in parts.messenger.sent] == [
        "Этого сообщения больше нет. Задайте вопрос ещё раз."
    ]


@pytest.mark.parametrize(("idempotent", "expected"), [(True, ["sent"]), (False, ["unknown", "sent"])])
async def test_a_delivery_left_in_sending_by_a_dead_process(
    parts: Parts, idempotent: bool, expected: list[str]
) -> None:
    conversation = await answered(parts)
    parts.messenger.idempotent = idempotent
    async with parts.database.sessions.begin() as session:
        past = datetime.now(UTC) - timedelta(seconds=30)
        await session.execute(update(DeliveryRow).values(state="sending", sending_at=past, attempts=1))
    await parts.deliverer.run(conversation)
    assert await states(parts) == expected


async def test_two_deliverers_at_once_send_once(parts: Parts) -> None:
    conversation = await answered(parts)
    others = [Deliverer(parts.database.sessions, {"vk": parts.messenger}) for _ in range(3)]
    await asyncio.wait_for(
        asyncio.gather(parts.deliverer.run(conversation), *(other.run(conversation) for other in others)), 20
    )
    assert len(parts.messenger.sent) == 1
