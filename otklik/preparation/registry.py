"""The sample of applications, for an empty registry only: it never touches real cases."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from actions.applications.importing import import_csv
from actions.applications.tables import ApplicationRow
from otklik import embedded
from otklik.database import make_engine, make_sessions
from otklik.settings import ROOT

if TYPE_CHECKING:
    from otklik.settings import Settings

SAMPLE = ROOT / "actions" / "applications" / "sample.csv"


def import_sample(settings: Settings) -> int:
    """Import the sample if the registry is empty; how many applications were written."""
    return asyncio.run(_import(embedded.url(settings)))


async def _import(address: str) -> int:
    engine = make_engine(address, pool_size=1)
    try:
        async with make_sessions(engine)() as session:
            if await session.scalar(select(func.count()).select_from(ApplicationRow)):
                return 0
            report = await import_csv(session, SAMPLE)
            await session.commit()
            return report.written
    finally:
        await engine.dispose()
