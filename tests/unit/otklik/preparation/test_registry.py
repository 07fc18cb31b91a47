from pathlib import Path

from pydantic import SecretStr

from otklik.preparation.registry import import_sample
from otklik.settings import Settings
from tests.support.postgres import Database


def test_sample_fills_an_empty_registry_only(database: Database, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, DATABASE_URL=SecretStr(database.url))
    assert import_sample(settings) > 0
    assert import_sample(settings) == 0
