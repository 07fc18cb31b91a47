"""Operators: their accounts, sign-in and sessions. Each function runs in the caller's transaction."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from escalation.errors import BadOperator, BadPassword
from escalation.passwords import MAX_LENGTH, MIN_LENGTH, hash_password, is_right, make_one_time
from escalation.tables import OperatorRow, OperatorSessionRow

ROLES = ("operator", "supervisor", "admin")
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
FIRST_LOGIN = "admin"
FIRST_NAME = "Администратор"
MAX_FAILURES = 5
LOCK_TIME = timedelta(minutes=15)
SESSION_TIME = timedelta(hours=12)
_FIRST_LOCK = 7_203_116


class PasswordProblem(StrEnum):
    """What is wrong with a password: the value of a `BadPassword`."""

    WRONG = "wrong"
    SHORT = "short"
    LONG = "long"
    SAME = "same"
    HAS_LOGIN = "has_login"


class Refusal(StrEnum):
    """Why a sign-in was refused."""

    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True)
class SignedIn:
    """Who a session belongs to."""

    operator_id: int
    login: str
    name: str
    role: str
    one_time: bool
    """The password is the one-time one and must be changed before anything else."""


@dataclass(frozen=True)
class Account:
    """An account as an administrator sees it."""

    login: str
    name: str
    role: str
    active: bool
    one_time: bool
    """The password is a one-time one that was not changed yet."""
    locked_until: datetime | None
    """Until when sign-in is closed after wrong passwords; None when it is open."""


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _normal(login: str) -> str:
    return login.strip().lower()


async def add_operator(session: AsyncSession, login: str, name: str, role: str = "operator") -> str:
    """Make an account; returns its one-time password, which is kept nowhere.

    Raises `BadOperator` when the login is taken or a value is not allowed.
    """
    login, name = _normal(login), " ".join(name.split())
    if not LOGIN.fullmatch(login):
        raise BadOperator(
            f"login {login!r}: 2 to 40 of a-z, 0-9, '.', '_', '-', beginning with a letter or digit"
        )
    if not 1 <= len(name) <= 80:
        raise BadOperator("name: 1 to 80 characters, as colleagues will read it")
    if role not in ROLES:
        raise BadOperator(f"role {role!r}: one of {', '.join(ROLES)}")
    if await session.scalar(select(OperatorRow.id).where(OperatorRow.login == login)) is not None:
        raise BadOperator(f"login {login!r} is taken; choose another")
    password = make_one_time()
    session.add(OperatorRow(login=login, name=name, role=role, password_hash=await hash_password(password)))
    await session.flush()
    return password


async def first_operator(session: AsyncSession) -> tuple[str, str] | None:
    """Make the first account, with its one-time password; None when there are operators already."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _FIRST_LOCK})
    if await session.scalar(select(func.count()).select_from(OperatorRow)):
        return None
    return FIRST_LOGIN, await add_operator(session, FIRST_LOGIN, FIRST_NAME, "admin")


async def reset_password(session: AsyncSession, login: str) -> str:
    """Give the account a new one-time password, unlock it and end its sessions.

    Raises `BadOperator` when there is no such login.
    """
    operator = await _locked(session, login)
    password = make_one_time()
    operator.password_hash, operator.one_time = await hash_password(password), True
    operator.failed_signins, operator.locked_until = 0, None
    await session.execute(delete(OperatorSessionRow).where(OperatorSessionRow.operator_id == operator.id))
    return password


async def set_active(session: AsyncSession, login: str, active: bool) -> bool:
    """Switch the account on or off and end its sessions; False when it was so already.

    Raises `BadOperator` when there is no such login.
    """
    operator = await _locked(session, login)
    changed = operator.active != active
    operator.active = active
    if changed:
        # Also when it is switched on: what was opened in the very moment it went off is not to come back.
        await session.execute(delete(OperatorSessionRow).where(OperatorSessionRow.operator_id == operator.id))
    return changed


async def list_operators(session: AsyncSession) -> list[Account]:
    """All accounts by login."""
    return [_account(row) for row in await session.scalars(select(OperatorRow).order_by(OperatorRow.login))]


async def find_operator(session: AsyncSession, login: str) -> Account:
    """One account. Raises `BadOperator` when there is no such login."""
    return _account(await _locked(session, login))


def _account(row: OperatorRow) -> Account:
    until = row.locked_until if row.locked_until and row.locked_until > datetime.now(UTC) else None
    return Account(row.login, row.name, row.role, row.active, row.one_time, until)


async def _locked(session: AsyncSession, login: str) -> OperatorRow:
    operator = await session.scalar(
        select(OperatorRow).where(OperatorRow.login == _normal(login)).with_for_update()
    )
    if operator is None:
        raise BadOperator(f"there is no operator {_normal(login)!r}")
    return operator


async def sign_in(session: AsyncSession, login: str, password: str) -> str | Refusal:
    """A new session's token, or why there is none.

    A refusal is returned and not raised: raising would undo the count of failures. After five in a row
    the account is locked for 15 minutes, the right password or not.
    """
    operator = None
    # What cannot be a login is not asked for: the database refuses some characters.
    if LOGIN.fullmatch(_normal(login)):
        operator = await session.scalar(
            select(OperatorRow)
            .where(OperatorRow.login == _normal(login), OperatorRow.active)
            .with_for_update()
        )
    if operator is None:
        await is_right(None, password)
        return Refusal.WRONG
    now = datetime.now(UTC)
    if operator.locked_until is not None:
        if operator.locked_until > now:
            return Refusal.LOCKED
        operator.failed_signins, operator.locked_until = 0, None
    if not await is_right(operator.password_hash, password):
        operator.failed_signins += 1
        if operator.failed_signins >= MAX_FAILURES:
            operator.locked_until = now + LOCK_TIME
            return Refusal.LOCKED
        return Refusal.WRONG
    operator.failed_signins = 0
    await session.execute(delete(OperatorSessionRow).where(OperatorSessionRow.expires_at < now))
    return await _open_session(session, operator.id)


async def _open_session(session: AsyncSession, operator_id: int) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        OperatorSessionRow(
            token_hash=_token_hash(token),
            operator_id=operator_id,
            expires_at=datetime.now(UTC) + SESSION_TIME,
        )
    )
    await session.flush()
    return token


async def find_session(session: AsyncSession, token: str) -> SignedIn | None:
    """Whose session it is; None when it was ended, has run out, or the account was switched off."""
    operator = await session.scalar(
        select(OperatorRow)
        .join(OperatorSessionRow, OperatorSessionRow.operator_id == OperatorRow.id)
        .where(
            OperatorSessionRow.token_hash == _token_hash(token),
            OperatorSessionRow.expires_at > datetime.now(UTC),
            OperatorRow.active,
        )
    )
    if operator is None:
        return None
    return SignedIn(operator.id, operator.login, operator.name, operator.role, operator.one_time)


async def change_password(session: AsyncSession, operator_id: int, present: str, new: str) -> str:
    """Set the operator's own password, end all their sessions and open a fresh one; returns its token.

    Raises `BadPassword` with a `PasswordProblem`.
    """
    operator = await session.scalar(
        select(OperatorRow).where(OperatorRow.id == operator_id).with_for_update()
    )
    if operator is None or not await is_right(operator.password_hash, present):
        raise BadPassword(PasswordProblem.WRONG)
    if len(new) < MIN_LENGTH:
        raise BadPassword(PasswordProblem.SHORT)
    if len(new) > MAX_LENGTH:
        raise BadPassword(PasswordProblem.LONG)
    if new == present:
        raise BadPassword(PasswordProblem.SAME)
    if operator.login in new.lower():
        raise BadPassword(PasswordProblem.HAS_LOGIN)
    operator.password_hash, operator.one_time = await hash_password(new), False
    await session.execute(delete(OperatorSessionRow).where(OperatorSessionRow.operator_id == operator_id))
    return await _open_session(session, operator_id)


async def sign_out(session: AsyncSession, token: str) -> None:
    """End the session. Ending one that is not there is no error."""
    await session.execute(
        delete(OperatorSessionRow).where(OperatorSessionRow.token_hash == _token_hash(token))
    )
