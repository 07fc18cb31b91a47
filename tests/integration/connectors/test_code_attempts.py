"""An access code is counted by the commit of its turn: once, and not beyond the limit."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, update

from connectors.inbox import accept
from connectors.jobs import run_timers
from connectors.tables import TrackerEventRow, TurnRow
from escalation.code_attempts import CASE_LIMIT
from escalation.tables import CodeAttemptsRow, MessageRow
from tests.integration.connectors.conftest import Parts
from tests.support.postgres import Database
from tests.support.tiny_engine import TinyEngine, tiny_engine

OPENED, WRONG, CLOSED = "Дело открыто", "Код не подошёл", "Коды пока не принимаю"


class GuardedEngine(TinyEngine):
    """Knows one case, 7, with the code Ж4821; reads the count as the action does, and may read it late."""

    def __init__(self, dsn: str) -> None:
        super().__init__()
        self.dsn = dsn
        self.blind = 0
        """So many turns see the count as it was in the beginning."""

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        right = request["text"].endswith("Ж4821")
        self.blind -= 1
        closed = self.blind < 0 and self._tried() >= CASE_LIMIT
        text = CLOSED if closed else OPENED if right else WRONG
        command = {"command": "try_code", "case": "7", "right": right}
        return {
            **super().answer(request),
            "outcome": "status",
            "events": [{"event": "bot", "text": text}],
            "replies": [{"text": text}],
            "commands": [] if closed else [command],
        }

    def _tried(self) -> int:
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(
                "SELECT cardinality(wrong_at) FROM code_attempts WHERE kind = 'application'"
            ).fetchone()
        return row[0] if row else 0


@pytest.fixture
def engine(database: Database) -> Iterator[TinyEngine]:
    """A small engine that asks for codes."""
    with tiny_engine(GuardedEngine(database.dsn)) as running:
        yield running


async def say(parts: Parts, text: str, peer: str) -> uuid.UUID:
    async with parts.database.sessions.begin() as session:
        update_ = parts.messenger.update(peer, f"код доступа к делу ЩЩ-0003: {text}")
        return (await accept(session, update_, parts.dispatcher)).conversation_id


async def replies(parts: Parts, *conversations: uuid.UUID) -> list[str]:
    async with parts.database.sessions() as session:
        found = await session.scalars(
            select(MessageRow.text).where(
                MessageRow.author == "bot", MessageRow.conversation_id.in_(conversations)
            )
        )
        return sorted(found)


async def test_turns_that_all_saw_an_open_case_do_not_all_try_it(parts: Parts) -> None:
    assert isinstance(parts.engine, GuardedEngine)
    parts.engine.blind, parts.engine.delay = 12, 0.3
    conversations = [await say(parts, "0000", str(peer)) for peer in range(12)]
    await asyncio.gather(*(parts.runner.run(one) for one in conversations))
    assert await replies(parts, *conversations) == [WRONG] * CASE_LIMIT + [CLOSED] * (12 - CASE_LIMIT)


async def test_a_right_code_that_came_too_late_opens_nothing_and_leaves_nothing(parts: Parts) -> None:
    for peer in range(CASE_LIMIT):
        await parts.runner.run(await say(parts, "0000", str(peer)))
    assert isinstance(parts.engine, GuardedEngine)
    parts.engine.blind = 1
    late = await say(parts, "Ж4821", "late")
    await parts.runner.run(late)
    assert await replies(parts, late) == [CLOSED]
    async with parts.database.sessions() as session:
        events = await session.scalars(
            select(TrackerEventRow.event).where(TrackerEventRow.conversation_id == late)
        )
        turns = await session.scalars(select(TurnRow.id).where(TurnRow.conversation_id == late))
        counted = await session.get(CodeAttemptsRow, ("conversation", str(late)))
    assert [event["text"] for event in events] == [CLOSED]
    assert len(turns.all()) == 1
    assert counted is None


async def test_a_turn_run_twice_is_counted_once(parts: Parts) -> None:
    conversation = await say(parts, "0000", "7")
    parts.engine.delay = 0.2
    await asyncio.gather(*(parts.runner.run(conversation) for _ in range(4)))
    async with parts.database.sessions() as session:
        row = await session.get(CodeAttemptsRow, ("application", "7"))
    assert row is not None
    assert len(row.wrong_at) == 1


async def test_the_owner_s_code_begins_the_count_anew(parts: Parts) -> None:
    for peer in range(CASE_LIMIT - 1):
        await parts.runner.run(await say(parts, "0000", str(peer)))
    owner = await say(parts, "Ж4821", "owner")
    await parts.runner.run(owner)
    assert await replies(parts, owner) == [OPENED]
    async with parts.database.sessions() as session:
        row = await session.get(CodeAttemptsRow, ("application", "7"))
    assert row is not None
    assert row.wrong_at == []


async def test_the_log_names_neither_number_nor_code(
    parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    for peer in range(CASE_LIMIT):
        await parts.runner.run(await say(parts, "Я0931", str(peer)))
    assert isinstance(parts.engine, GuardedEngine)
    parts.engine.blind = 1
    await parts.runner.run(await say(parts, "Ж4821", "late"))
    captured = capsys.readouterr()
    logged = captured.out + captured.err
    assert "turn_failed" in logged
    assert not [word for word in ("ЩЩ", "Я0931", "Ж4821", "код доступа") if word in logged]


async def test_the_timer_removes_what_no_longer_counts(parts: Parts) -> None:
    await parts.runner.run(await say(parts, "0000", "7"))
    async with parts.database.sessions.begin() as session:
        await session.execute(update(CodeAttemptsRow).values(last_at=datetime.now(UTC) - timedelta(days=2)))

    class Context:
        additional_context = {"sessions": parts.database.sessions, "deliveries": parts.deliverer}  # noqa: RUF012

    await run_timers(Context(), 0)  # type: ignore[arg-type]
    async with parts.database.sessions() as session:
        assert (await session.scalars(select(CodeAttemptsRow.subject))).all() == []
