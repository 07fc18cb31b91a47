"""Who may be told the state of an application."""

from __future__ import annotations

import pytest

from tests.unit.actions.parts import application


def test_a_case_without_a_code_is_told_by_its_number() -> None:
    assert application().opens_with(None)
    assert application().opens_with("anything")


@pytest.mark.parametrize(
    ("code", "opens"),
    [
        ("4821", True),
        (" 48 21 ", True),
        ("4822", False),
        ("", False),
        (None, False),
        ("482", False),
        ("ж", False),
    ],
)
def test_a_guarded_case_needs_its_code(code: str | None, opens: bool) -> None:
    assert application(access_code="4821").opens_with(code) is opens
