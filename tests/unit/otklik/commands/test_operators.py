"""`operator` on a real database: what an administrator reads, and what the operator can then do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner, Result

from escalation.operators import Refusal, find_session, first_operator, sign_in
from escalation.tables import OperatorRow
from otklik.cli import app
from otklik.settings import load
from tests.support.desk import PASSWORD, hire
from tests.support.postgres import Database

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _settings(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("OTKLIK_DATA_DIR", str(tmp_path))
    load.cache_clear()  # read once a process, and this process has many databases
    yield
    load.cache_clear()


def operator(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["operator", *arguments])


def shown(result: Result) -> str:
    """The one-time password in what was printed."""
    assert result.exit_code == 0, result.output
    return result.stdout.split("one-time password ")[1].split()[0]


def ask(database: Database, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    async def run() -> T:
        async with database.sessions.begin() as session:
            return await work(session)

    return asyncio.run(run())


def enters(database: Database, login: str, password: str) -> bool:
    return not isinstance(ask(database, lambda s: sign_in(s, login, password)), Refusal)


def holds(database: Database, token: str) -> bool:
    return ask(database, lambda s: find_session(s, token)) is not None


def test_a_forgotten_password_is_replaced_and_sessions_end(database: Database) -> None:
    anna = asyncio.run(hire(database.sessions, "anna", "Анна"))
    assert holds(database, anna.token)
    made = shown(operator("password", " Anna "))
    assert not holds(database, anna.token)
    assert not enters(database, "anna", PASSWORD)
    assert enters(database, "anna", made)


def test_the_first_password_is_not_shown_any_more_once_it_opens_nothing(
    database: Database, tmp_path: Path
) -> None:
    ask(database, first_operator)
    asyncio.run(hire(database.sessions, "anna", "Анна"))
    kept = tmp_path / "first_operator"
    kept.write_text("admin\nold\n")
    shown(operator("password", "anna"))
    assert kept.exists()
    shown(operator("password", "admin"))
    assert not kept.exists()


@pytest.mark.parametrize("command", ["password", "disable", "enable"])
def test_an_unknown_login_is_named_with_the_remedy(command: str) -> None:
    result = operator(command, "boris")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "there is no operator 'boris'" in result.stderr
    assert "otklik operator list" in result.stderr


def test_a_disabled_operator_is_out_until_enabled(database: Database) -> None:
    anna = asyncio.run(hire(database.sessions, "anna", "Анна"))
    assert operator("disable", "anna").exit_code == 0
    assert not holds(database, anna.token)
    assert not enters(database, "anna", PASSWORD)
    assert "disabled already" in operator("disable", "anna").stdout
    renewed = operator("password", "anna")
    assert "otklik operator enable anna" in renewed.stdout
    assert not enters(database, "anna", shown(renewed))
    assert operator("enable", "anna").exit_code == 0
    assert not holds(database, anna.token), "a session from before stays ended"
    assert enters(database, "anna", shown(renewed))
    assert "enabled already" in operator("enable", "anna").stdout


def test_the_list_tells_who_can_sign_in(database: Database) -> None:
    assert operator("list").stdout == "0 operators\n"
    for login in ("anna", "boris", "vera"):
        asyncio.run(hire(database.sessions, login, login.title()))
    shown(operator("add", "galina", "--name", "Галина Петровна", "--role", "supervisor"))
    operator("disable", "boris")
    soon = datetime.now(UTC) + timedelta(minutes=9, seconds=30)
    lock = update(OperatorRow).where(OperatorRow.login == "vera").values(locked_until=soon)
    ask(database, lambda session: session.execute(lock))
    lines = [line.split(maxsplit=2) for line in operator("list").stdout.splitlines()]
    assert [line[:2] for line in lines[:4]] == [
        ["anna", "operator"],
        ["boris", "operator"],
        ["galina", "supervisor"],
        ["vera", "operator"],
    ]
    assert [line[2].split("  ")[0] for line in lines[:4]] == [
        "active",
        "disabled",
        "one-time",
        "locked 10 min",
    ]
    assert lines[2][2].endswith("Галина Петровна")
    assert lines[4] == ["4", "operators"]


def test_an_account_that_cannot_be_made_is_one_line() -> None:
    shown(operator("add", "anna"))
    for arguments, words in (
        (("anna",), "taken"),
        (("а",), "2 to 40"),
        (("boris", "--name", "x" * 81), "1 to 80"),
        (("boris", "--role", "boss"), "there is no role boss"),
    ):
        result = operator("add", *arguments)
        assert result.exit_code == 1
        assert words in result.stderr
