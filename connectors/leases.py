"""A lease: who alone may do a thing now, with a cursor that says where to go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.tables import LeaseRow

LEASE = timedelta(seconds=15)


async def take(session: AsyncSession, name: str, holder: str) -> dict[str, Any] | None:
    """Take or renew the lease. Returns its cursor, or None while another holds it."""
    await session.execute(
        insert(LeaseRow)
        .values(name=name, holder=holder, until=func.now())
        .on_conflict_do_nothing(index_elements=["name"])
    )
    cursor = await session.scalar(
        update(LeaseRow)
        .where(LeaseRow.name == name, or_(LeaseRow.holder == holder, LeaseRow.until <= func.now()))
        .values(holder=holder, until=func.now() + LEASE)
        .returning(LeaseRow.cursor)
    )
    return None if cursor is None else dict(cursor)


async def move(session: AsyncSession, name: str, holder: str, cursor: dict[str, Any]) -> bool:
    """Remember where to go on. False when the lease was lost."""
    moved = await session.scalar(
        update(LeaseRow)
        .where(LeaseRow.name == name, LeaseRow.holder == holder)
        .values(cursor=cursor, until=func.now() + LEASE)
        .returning(LeaseRow.name)
    )
    return moved is not None


async def release(session: AsyncSession, name: str, holder: str) -> None:
    """Let another take it at once."""
    await session.execute(
        update(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder).values(until=func.now())
    )
