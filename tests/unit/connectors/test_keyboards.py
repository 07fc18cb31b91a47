"""Titles of buttons."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.keyboards import cut_title


@given(st.text(max_size=100), st.integers(1, 60))
def test_a_title_is_within_its_limit(title: str, limit: int) -> None:
    assert len(cut_title(title, limit)) <= limit


def test_a_cut_title_says_so() -> None:
    assert cut_title("Как восстановить\n СНИЛС", 100) == "Как восстановить СНИЛС"
    assert cut_title("Как восстановить СНИЛС", 10) == "Как восст…"
