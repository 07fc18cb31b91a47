"""Accounts, sign-in, sessions."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from escalation import operators
from escalation.errors import BadOperator, BadPassword
from escalation.operators import MAX_FAILURES, PasswordProblem, Refusal
from escalation.tables import OperatorRow, OperatorSessionRow
from tests.support.desk import PASSWORD, hire
from tests.support.postgres import Database

NEW = "другой надёжный пароль"


async def sign_in(database: Database, login: str, password: str) -> str | Refusal:
    async with database.sessions.begin() as session:
        return await operators.sign_in(session, login, password)


async def test_the_first_account_is_made_once(database: Database) -> None:
    async def first() -> tuple[str, str] | None:
        async with database.sessions.begin() as session:
            return await operators.first_operator(session)

    results = await asyncio.gather(*(first() for _ in range(3)))
    made = [result for result in results if result is not None]
    assert len(made) == 1
    login, password = made[0]
    assert login == "admin"
    token = await sign_in(database, login, password)
    assert isinstance(token, str)
    async with database.sessions() as session:
        who = await operators.find_session(session, token)
        row = (await session.scalars(select(OperatorRow))).one()
    assert who is not None
    assert (who.one_time, who.role) == (True, "admin")
    assert password not in row.password_hash
    assert await first() is None


async def test_a_bad_account_is_refused_by_name(database: Database) -> None:
    async with database.sessions.begin() as session:
        await operators.add_operator(session, "Anna", "Анна")
        for login, name, role, words in (
            ("anna", "Анна", "operator", "taken"),
            ("а" * 3, "Анна", "operator", "login"),
            ("boris", " ", "operator", "name"),
            ("boris", "Борис", "boss", "role"),
        ):
            with pytest.raises(BadOperator, match=words):
                await operators.add_operator(session, login, name, role)


async def test_only_a_hash_of_the_token_is_kept_and_sign_out_ends_it(database: Database) -> None:
    await hire(database.sessions, "anna", "Анна")
    token = await sign_in(database, " Anna ", PASSWORD)
    assert not isinstance(token, Refusal)
    async with database.sessions() as session:
        hashes = list(await session.scalars(select(OperatorSessionRow.token_hash)))
    assert token not in hashes
    async with database.sessions.begin() as session:
        await operators.sign_out(session, token)
        assert await operators.find_session(session, token) is None


async def test_sessions_end_by_time_and_with_the_account(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    async with database.sessions.begin() as session:
        assert await operators.find_session(session, anna.token) is not None
        await session.execute(update(OperatorRow).values(active=False))
        assert await operators.find_session(session, anna.token) is None
        await session.execute(update(OperatorRow).values(active=True))
        await session.execute(
            update(OperatorSessionRow).values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        )
        assert await operators.find_session(session, anna.token) is None


async def test_five_failures_lock_for_a_quarter_of_an_hour(database: Database) -> None:
    await hire(database.sessions, "anna", "Анна")
    answers = [await sign_in(database, "anna", "не тот") for _ in range(MAX_FAILURES)]
    assert answers == [Refusal.WRONG] * (MAX_FAILURES - 1) + [Refusal.LOCKED]
    assert await sign_in(database, "anna", PASSWORD) is Refusal.LOCKED
    async with database.sessions.begin() as session:
        locked = await session.scalar(select(OperatorRow.locked_until))
        assert locked is not None
        assert timedelta(minutes=14) < locked - datetime.now(UTC) <= timedelta(minutes=15)
        await session.execute(update(OperatorRow).values(locked_until=datetime.now(UTC)))
    assert await sign_in(database, "anna", "не тот") is Refusal.WRONG, "the count begins anew"
    assert not isinstance(await sign_in(database, "anna", PASSWORD), Refusal)


async def test_failures_at_once_are_all_counted(database: Database) -> None:
    await hire(database.sessions, "anna", "Анна")
    await asyncio.gather(*(sign_in(database, "anna", "не тот") for _ in range(MAX_FAILURES)))
    assert await sign_in(database, "anna", PASSWORD) is Refusal.LOCKED


async def test_logins_nobody_has_are_refused_alike(database: Database) -> None:
    for login in ("nobody", "", "a\x00b", "x" * 1000, "' OR 1=1 --"):
        assert await sign_in(database, login, PASSWORD) is Refusal.WRONG


async def test_a_changed_password_ends_other_sessions(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна", one_time=True)
    for present, new, problem in (
        ("не тот", NEW, PasswordProblem.WRONG),
        (PASSWORD, "короткий", PasswordProblem.SHORT),
        (PASSWORD, "д" * 201, PasswordProblem.LONG),
        (PASSWORD, PASSWORD, PasswordProblem.SAME),
        (PASSWORD, "xxANNAxx12345", PasswordProblem.HAS_LOGIN),
    ):
        with pytest.raises(BadPassword) as refused:
            async with database.sessions.begin() as session:
                await operators.change_password(session, anna.id, present, new)
        assert refused.value.args == (problem,)
    async with database.sessions.begin() as session:
        token = await operators.change_password(session, anna.id, PASSWORD, NEW)
    async with database.sessions() as session:
        assert await operators.find_session(session, anna.token) is None
        who = await operators.find_session(session, token)
    assert who is not None
    assert not who.one_time
    assert await sign_in(database, "anna", PASSWORD) is Refusal.WRONG


async def test_a_reset_unlocks_and_gives_a_one_time_password(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    for _ in range(MAX_FAILURES):
        await sign_in(database, "anna", "не тот")
    async with database.sessions.begin() as session:
        password = await operators.reset_password(session, "anna")
        assert await operators.find_session(session, anna.token) is None
        with pytest.raises(BadOperator, match="boris"):
            await operators.reset_password(session, "boris")
    assert not isinstance(await sign_in(database, "anna", password), Refusal)


async def test_an_account_is_switched_off_and_on(database: Database) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    boris = await hire(database.sessions, "boris", "Борис")
    async with database.sessions.begin() as session:
        assert await operators.set_active(session, "Anna", active=False)
        assert not await operators.set_active(session, "anna", active=False)
        assert [account.active for account in await operators.list_operators(session)] == [False, True]
        with pytest.raises(BadOperator, match="vera"):
            await operators.set_active(session, "vera", active=False)
    assert await sign_in(database, "anna", PASSWORD) is Refusal.WRONG
    async with database.sessions.begin() as session:
        assert await operators.set_active(session, "anna", active=True)
        assert await operators.find_session(session, anna.token) is None
        assert await operators.find_session(session, boris.token) is not None
        assert (await operators.find_operator(session, "anna")).active
    assert not isinstance(await sign_in(database, "anna", PASSWORD), Refusal)
