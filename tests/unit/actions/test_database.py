"""Where the action server's database is named."""

from __future__ import annotations

import pytest

from actions.database import URL_VARIABLE, NoDatabase, url_from_environment


def test_the_environment_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, "postgresql://otklik@/otklik")
    assert url_from_environment() == "postgresql://otklik@/otklik"


def test_without_it_the_error_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    with pytest.raises(NoDatabase, match=URL_VARIABLE):
        url_from_environment()
