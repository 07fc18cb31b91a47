"""Wrong codes are counted once for all who try, however many try at once."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from escalation.code_attempts import (
    CASE_LIMIT,
    CONVERSATION_LIMIT,
    WINDOW,
    CodesClosed,
    Left,
    forget_old,
    left,
    spend,
)
from escalation.tables import CodeAttemptsRow
from tests.support.postgres import Database


async def attempt(database: Database, case: str | None, conversation: str, *, right: bool = False) -> bool:
    """Whether the attempt was let through, in a transaction of its own."""
    try:
        async with database.sessions.begin() as session:
            await spend(session, case, conversation, right=right)
    except CodesClosed:
        return False
    return True


async def standing(database: Database, case: str | None, conversation: str) -> Left:
    async with database.sessions() as session:
        return await left(session, case, conversation)


async def age(database: Database, hours: float) -> None:
    """Let time pass."""
    async with database.sessions.begin() as session:
        await session.execute(
            text(
                "UPDATE code_attempts SET last_at = last_at - CAST(:passed AS interval),"
                " wrong_at = ARRAY(SELECT at - CAST(:passed AS interval) FROM unnest(wrong_at) AS wrong(at))"
            ),
            {"passed": timedelta(hours=hours)},
        )


async def test_new_chats_give_no_new_attempts(database: Database) -> None:
    assert await standing(database, "7", "a") == Left(CASE_LIMIT, CONVERSATION_LIMIT)
    tried = [await attempt(database, "7", str(uuid.uuid4())) for _ in range(8)]
    assert tried == [True] * CASE_LIMIT + [False] * 3
    assert await standing(database, "7", "another") == Left(0, CONVERSATION_LIMIT)
    assert not await attempt(database, "7", "its owner", right=True)
    assert await attempt(database, "8", "its owner", right=True)


async def test_one_citizen_does_not_walk_through_many_cases(database: Database) -> None:
    tried = [await attempt(database, str(number), "a") for number in range(12)]
    assert tried == [True] * CONVERSATION_LIMIT + [False] * 2
    assert not await attempt(database, None, "a")
    assert not await attempt(database, "99", "a", right=True)
    # What was refused was not counted for the case either.
    assert await standing(database, "11", "b") == Left()


async def test_a_right_code_begins_the_count_of_its_case_anew_and_not_the_citizen_s(
    database: Database,
) -> None:
    for _ in range(CASE_LIMIT - 1):
        await attempt(database, "7", "a")
    assert await attempt(database, "7", "a", right=True)
    assert await standing(database, "7", "a") == Left(CASE_LIMIT, CONVERSATION_LIMIT - CASE_LIMIT + 1)


async def test_each_attempt_is_forgotten_after_its_own_day(database: Database) -> None:
    for _ in range(3):
        await attempt(database, "7", "a")
    await age(database, 20)
    for _ in range(2):
        await attempt(database, "7", "a")
    assert not await attempt(database, "7", "b")
    await age(database, 5)
    assert await standing(database, "7", "a") == Left(CASE_LIMIT - 2, CONVERSATION_LIMIT - 2)
    assert await attempt(database, "7", "b")
    async with database.sessions() as session:
        row = await session.get(CodeAttemptsRow, ("application", "7"))
    assert row is not None
    assert len(row.wrong_at) == 3


async def test_what_no_longer_counts_is_removed(database: Database) -> None:
    await attempt(database, "7", "a")
    await age(database, WINDOW / timedelta(hours=1) + 1)
    await attempt(database, "8", "b")
    async with database.sessions.begin() as session:
        await forget_old(session)
    async with database.sessions() as session:
        kept = (await session.scalars(select(CodeAttemptsRow.subject))).all()
    assert sorted(kept) == ["8", "b"]


async def test_the_broom_passes_by_what_a_turn_is_writing(database: Database) -> None:
    await attempt(database, "7", "a")
    await age(database, 30)
    async with database.sessions.begin() as writing:
        await spend(writing, "7", "b", right=False)
        async with database.sessions.begin() as session:
            await asyncio.wait_for(forget_old(session), 5)
    assert await standing(database, "7", "b") == Left(CASE_LIMIT - 1, CONVERSATION_LIMIT - 1)


async def test_of_thirty_attempts_at_once_five_are_let_through(database: Database) -> None:
    tried = await asyncio.gather(*(attempt(database, "7", str(number)) for number in range(30)))
    assert sum(tried) == CASE_LIMIT
    async with database.sessions() as session:
        row = await session.get(CodeAttemptsRow, ("application", "7"))
        conversations = await session.scalar(
            select(func.count()).where(CodeAttemptsRow.kind == "conversation")
        )
    assert row is not None
    assert (len(row.wrong_at), conversations) == (CASE_LIMIT, CASE_LIMIT)


async def test_two_at_once_are_not_both_the_fifth(database: Database) -> None:
    for number in range(CASE_LIMIT - 1):
        await attempt(database, "7", str(number))
    async with database.sessions.begin() as first:
        await spend(first, "7", "a", right=False)
        second = asyncio.create_task(attempt(database, "7", "b", right=True))
        await asyncio.sleep(0.3)
        assert not second.done()
    assert not await second


async def test_the_second_may_be_the_fifth_when_the_first_is_taken_back(database: Database) -> None:
    for number in range(CASE_LIMIT - 1):
        await attempt(database, "7", str(number))
    async with database.sessions() as first:
        await spend(first, "7", "a", right=False)
        second = asyncio.create_task(attempt(database, "7", "b"))
        await asyncio.sleep(0.3)
        await first.rollback()
    assert await second
    assert not await attempt(database, "7", "c")


async def test_values_are_values(database: Database) -> None:
    case = "7'); DROP TABLE code_attempts; --"
    assert await attempt(database, case, case)
    assert await standing(database, case, case) == Left(CASE_LIMIT - 1, CONVERSATION_LIMIT - 1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([None, "1", "2"]), st.sampled_from("abc"), st.booleans(), st.booleans()),
        max_size=25,
    )
)
async def test_the_count_is_that_of_a_plain_list(
    database: Database, steps: list[tuple[str | None, str, bool, bool]]
) -> None:
    async with database.sessions.begin() as session:
        await session.execute(text("TRUNCATE code_attempts"))
    cases: dict[str | None, int] = {}
    citizens: dict[str, int] = {}
    for case, citizen, right, a_day_passes in steps:
        right = right and case is not None
        if a_day_passes and len(steps) % 5 == 0:
            await age(database, 25)
            cases, citizens = {}, {}
        allowed = citizens.get(citizen, 0) < CONVERSATION_LIMIT and (
            case is None or cases.get(case, 0) < CASE_LIMIT
        )
        assert await attempt(database, case, citizen, right=right) is allowed
        if allowed:
            citizens[citizen] = citizens.get(citizen, 0) + (not right)
            cases[case] = 0 if right else cases.get(case, 0) + 1
        expected = Left(
            CASE_LIMIT - (cases.get(case, 0) if case is not None else 0),
            CONVERSATION_LIMIT - citizens.get(citizen, 0),
        )
        assert await standing(database, case, citizen) == expected


@pytest.mark.parametrize("kind", ["number", ""])
async def test_a_row_is_of_a_case_or_of_a_conversation(database: Database, kind: str) -> None:
    async with database.sessions() as session:
        await spend(session, "7", "a", right=False)
        with pytest.raises(Exception, match="ck_code_attempts_kind"):
            await session.execute(update(CodeAttemptsRow).values(kind=kind))
