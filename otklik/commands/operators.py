"""`operator add`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from sqlalchemy.exc import IntegrityError

from escalation.operators import add_operator
from otklik import embedded
from otklik.composition import open_stores
from otklik.problem import Problem
from otklik.settings import Settings, load


def add(
    login: Annotated[str, typer.Argument(help="The name to sign in with.")],
    name: Annotated[str, typer.Option(help="The name colleagues see.")] = "",
    role: Annotated[str, typer.Option(help="operator, supervisor or admin.")] = "operator",
) -> None:
    """Add an operator and print the one-time password."""
    if role not in ("operator", "supervisor", "admin"):
        raise Problem(f"there is no role {role}", "choose operator, supervisor or admin")
    settings = load()
    with embedded.running(settings):
        password = asyncio.run(_add(settings, login, name or login, role))
    typer.echo(f"{login}: one-time password {password} (to be changed at the first sign-in)")


async def _add(settings: Settings, login: str, name: str, role: str) -> str:
    async with open_stores(settings, connections=1) as stores:
        try:
            async with stores.sessions.begin() as session:
                return await add_operator(session, login, name, role)
        except IntegrityError as error:
            raise Problem(f"there is already an operator {login}", "choose another name") from error
