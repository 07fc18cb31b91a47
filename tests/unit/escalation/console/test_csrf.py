"""Tokens of forms."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from escalation.console.csrf import is_right, make_token


@given(st.text(max_size=80))
def test_only_the_token_itself_is_right(given_token: str) -> None:
    expected = make_token("key", "visit", 1)
    assert is_right(expected, given_token) == (given_token == expected)


def test_each_browser_operator_and_key_has_its_own() -> None:
    tokens = {
        make_token(key, visit, operator)
        for key in ("one", "two")
        for visit in ("here", "there")
        for operator in (None, 1, 11)
    }
    assert len(tokens) == 12
    assert not is_right("token", None)
