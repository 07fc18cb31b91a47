from pathlib import Path

from pydantic import SecretStr

from evaluation.ports import free_port
from otklik.doctor import stores
from otklik.doctor.finding import Verdict
from otklik.settings import Settings
from tests.support.postgres import Database


def test_migrated_database_is_good(database: Database, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, DATABASE_URL=SecretStr(database.url))
    findings = list(stores.check_database(settings))
    assert findings[0].verdict is Verdict.GOOD
    assert findings[1].subject == "articles"
    assert "otklik kb import" in findings[1].remedy


def test_database_that_cannot_be_reached(tmp_path: Path) -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/otklik"
    [finding] = stores.check_database(Settings(data_dir=tmp_path, DATABASE_URL=SecretStr(address)))
    assert finding.verdict is Verdict.WRONG
    assert "cannot be reached" in finding.what


def test_missing_encoder_and_model(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert [f.remedy for f in stores.check_encoder(settings)] == ["run `make prepare`"]
    assert [f.remedy for f in stores.check_model(settings)] == ["run `otklik train`"]


def test_demo_values_are_named() -> None:
    [finding] = stores.check_organisation(Settings())
    assert finding.verdict is Verdict.NOTE
    assert "phone" in finding.what
