from collections.abc import Iterator

import pytest
from rich.console import Console

from otklik.doctor import report as doctor
from otklik.doctor.finding import Finding, good, note, wrong
from otklik.settings import Settings


def check_one(_: Settings) -> Iterator[Finding]:
    yield good("one", "fine")
    yield note("two", "[off]", "turn it on")


def check_broken(_: Settings) -> Iterator[Finding]:
    yield wrong("three", "bad", "mend it")
    raise RuntimeError("boom")


def test_notes_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (check_one,))
    console = Console(width=100)
    with console.capture() as capture:
        assert doctor.run(Settings(), console)
    assert "[off]" in capture.get()


def test_a_check_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (check_broken, check_one))
    assert not doctor.run(Settings(), Console(quiet=True))
    assert [f.subject for f in doctor.find(Settings())] == ["three", "check_broken", "one", "two"]
