import os
from pathlib import Path

import pytest

from otklik.account import NAME, find_account, open_way, run_as


def test_root_alone_gets_an_account_of_its_own() -> None:
    account = find_account()
    if os.geteuid() != 0:
        assert account is None
        return
    assert account is not None
    assert account.pw_name == NAME
    assert run_as(account)["user"] == account.pw_uid != 0


def test_nobody_else_changes_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert find_account() is None
    assert "user" not in run_as(None)


def test_open_way_lets_pass_but_not_list(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    folder.chmod(0o700)
    open_way(folder / "file")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o701
    assert folder.stat().st_mode & 0o777 == 0o701
