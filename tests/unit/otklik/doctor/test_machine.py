from pathlib import Path

import pytest

from otklik.doctor import machine
from otklik.doctor.finding import Verdict
from otklik.settings import Settings


def test_lock_is_compared_package_by_package(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("# comment\npytest==0.1\nno-such-package==1.0\n")
    different = list(machine.compare_lock(lock))
    assert len(different) == 2
    assert different[0].startswith("pytest is ")
    assert different[1] == "no-such-package is missing"


def test_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path / "not" / "yet")
    monkeypatch.setattr(machine, "FREE_GB", 0)
    assert next(machine.check_disk(settings)).verdict is Verdict.GOOD
    monkeypatch.setattr(machine, "FREE_GB", 1e9)
    assert next(machine.check_disk(settings)).verdict is Verdict.WRONG


def test_secrets_others_can_read(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.signing_key()
    assert [f for f in machine.check_secrets(settings) if str(tmp_path) in f.what] == []
    (tmp_path / "secret_key").chmod(0o644)
    assert [f.remedy for f in machine.check_secrets(settings) if str(tmp_path) in f.what] == [
        f"chmod 600 {tmp_path / 'secret_key'}"
    ]
