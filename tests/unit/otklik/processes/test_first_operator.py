import asyncio
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import update

from escalation.tables import OperatorRow
from otklik.processes.first_operator import recall_first_operator
from otklik.settings import Settings
from tests.support.postgres import Database


def test_password_is_shown_again_until_it_is_changed(database: Database, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, DATABASE_URL=SecretStr(database.url))
    first = recall_first_operator(settings)
    assert first is not None
    assert (tmp_path / "first_operator").stat().st_mode & 0o077 == 0
    assert recall_first_operator(settings) == first

    async def change() -> None:
        async with database.sessions() as session:
            await session.execute(update(OperatorRow).values(one_time=False))
            await session.commit()

    asyncio.run(change())
    assert recall_first_operator(settings) is None
    assert not (tmp_path / "first_operator").exists()
