"""The first operator's account, made when there is none, and its one-time password until it is changed."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from escalation.operators import first_operator
from escalation.tables import OperatorRow
from otklik import embedded
from otklik.database import make_engine, make_sessions

if TYPE_CHECKING:
    from pathlib import Path

    from otklik.settings import Settings


@dataclass(frozen=True)
class FirstOperator:
    """An account nobody has signed in to yet."""

    login: str
    password: str


def recall_first_operator(settings: Settings) -> FirstOperator | None:
    """The first account while its one-time password is good; None once it was changed.

    The password is kept in `first_operator` (readable by its owner alone), because a first start that is
    cut short before the table is shown would otherwise lose it. The file goes when the password does.
    """
    path = _path(settings)
    operator = asyncio.run(_recall(embedded.url(settings), path))
    if operator is None:
        forget_first_password(settings)
    return operator


def forget_first_password(settings: Settings) -> None:
    """Remove the kept password: it opens nothing any more."""
    _path(settings).unlink(missing_ok=True)


def _path(settings: Settings) -> Path:
    return settings.data_dir.absolute() / "first_operator"


async def _recall(address: str, path: Path) -> FirstOperator | None:
    engine = make_engine(address, pool_size=1)
    try:
        async with make_sessions(engine)() as session:
            made = await first_operator(session)
            if made is not None:
                operator = FirstOperator(*made)
                _write(path, operator)
                await session.commit()  # after the file: a password nobody knows opens nothing
                return operator
            kept = _read(path)
            if kept is not None and await session.scalar(
                select(OperatorRow.one_time).where(OperatorRow.login == kept.login)
            ):
                return kept
            return None
    finally:
        await engine.dispose()


def _write(path: Path, operator: FirstOperator) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"{operator.login}\n{operator.password}\n")


def _read(path: Path) -> FirstOperator | None:
    lines = path.read_text().splitlines() if path.exists() else []
    return FirstOperator(lines[0], lines[1]) if len(lines) == 2 else None
