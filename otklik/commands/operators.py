"""`operator add|password|disable|enable|list`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Annotated, TypeVar

import typer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from escalation.errors import BadOperator
from escalation.operators import (
    FIRST_LOGIN,
    Account,
    add_operator,
    find_operator,
    list_operators,
    reset_password,
    set_active,
)
from otklik import embedded
from otklik.composition import open_stores
from otklik.problem import Problem
from otklik.processes.first_operator import forget_first_password
from otklik.settings import Settings, load

T = TypeVar("T")
Login = Annotated[str, typer.Argument(help="The name the operator signs in with.")]
ASK_LIST = "`otklik operator list` shows the accounts"


def add(
    login: Annotated[str, typer.Argument(help="The name to sign in with.")],
    name: Annotated[str, typer.Option(help="The name colleagues see.")] = "",
    role: Annotated[str, typer.Option(help="operator, supervisor or admin.")] = "operator",
) -> None:
    """Add an operator and print the one-time password."""
    if role not in ("operator", "supervisor", "admin"):
        raise Problem(f"there is no role {role}", "choose operator, supervisor or admin")
    try:
        made = _run(
            load(), lambda session: add_operator(session, login, name or login, role), "correct it and repeat"
        )
    except IntegrityError as error:  # another command was quicker
        raise Problem(f"there is already an operator {login}", "choose another name") from error
    typer.echo(f"{login}: one-time password {made} (to be changed at the first sign-in)")


def password(login: Login) -> None:
    """Give an operator a new one-time password; open sessions end, a locked sign-in is opened."""
    settings = load()

    async def reset(session: AsyncSession) -> tuple[str, Account]:
        made = await reset_password(session, login)
        return made, await find_operator(session, login)

    made, account = _run(settings, reset, ASK_LIST)
    typer.echo(f"{account.login}: one-time password {made} (to be changed at the first sign-in)")
    typer.echo("The old password and all open sessions of this operator have ended.")
    if not account.active:
        typer.echo(f"The account is disabled: `otklik operator enable {account.login}` lets it sign in.")
    if account.login == FIRST_LOGIN:
        forget_first_password(settings)  # `otklik up` would go on showing it while the new one is one-time


def disable(login: Login) -> None:
    """Keep an operator from signing in and end the open sessions; nothing they wrote is lost."""
    account, changed = _switch(login, active=False)
    if not changed:
        typer.echo(f"{account.login}: disabled already, nothing was changed")
        return
    typer.echo(f"{account.login}: disabled, open sessions have ended")
    typer.echo("Conversations this operator holds go back to the queue when their 10 minutes have passed.")


def enable(login: Login) -> None:
    """Let a disabled operator sign in again, with the password from before."""
    account, changed = _switch(login, active=True)
    if not changed:
        typer.echo(f"{account.login}: enabled already, nothing was changed")
        return
    typer.echo(f"{account.login}: enabled; the password is the one from before")


def list_() -> None:
    """Show all operators: login, role, state, name."""
    accounts = _run(load(), list_operators, ASK_LIST)
    width = max((len(account.login) for account in accounts), default=0)
    for account in accounts:
        typer.echo(f"{account.login:{width}}  {account.role:10}  {_state(account):13}  {account.name}")
    typer.echo(f"{len(accounts)} operators")


def _state(account: Account) -> str:
    if not account.active:
        return "disabled"
    if account.locked_until is not None:
        return f"locked {ceil((account.locked_until - datetime.now(UTC)) / timedelta(minutes=1))} min"
    return "one-time" if account.one_time else "active"


def _switch(login: str, *, active: bool) -> tuple[Account, bool]:
    async def switch(session: AsyncSession) -> tuple[Account, bool]:
        changed = await set_active(session, login, active)
        return await find_operator(session, login), changed

    return _run(load(), switch, ASK_LIST)


def _run(settings: Settings, work: Callable[[AsyncSession], Awaitable[T]], remedy: str) -> T:
    """What `work` returns, in one transaction. Raises `Problem` with the remedy for `BadOperator`."""

    async def run() -> T:
        async with open_stores(settings, connections=1) as stores, stores.sessions.begin() as session:
            return await work(session)

    with embedded.running(settings):
        try:
            return asyncio.run(run())
        except BadOperator as error:
            raise Problem(str(error), remedy) from error
