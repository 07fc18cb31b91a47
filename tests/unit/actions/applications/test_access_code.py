"""The access code in an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.applications.access_code import find_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4821", "4821"),
        ("пин 4821", "4821"),
        ("мой код: a1b2c3d4", "A1B2C3D4"),
        ("А1В2С3D4", "A1B2C3D4"),
        ("a1b2 c3d4", "A1B2C3D4"),
        ("4821 или 4822", None),
        ("не знаю", None),
        ("MFC-0001/2026-10002-1", None),
        ("а где его взять, я получала бумагу ещё в 2021 году", None),
    ],
)
def test_codes(text: str, code: str | None) -> None:
    assert find_code(text) == code


@given(st.text(max_size=100))
def test_never_fails(text: str) -> None:
    found = find_code(text)
    assert found is None or 4 <= len(found) <= 8
