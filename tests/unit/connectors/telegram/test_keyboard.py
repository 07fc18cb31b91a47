"""Telegram's inline keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.keyboards import BadButton
from connectors.telegram.keyboard import inline_keyboard
from tests.platforms.telegram_rules import read_keyboard

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


@given(st.lists(st.fixed_dictionaries({"title": TEXTS, "payload": TEXTS}), min_size=1, max_size=12))
def test_telegram_takes_whatever_is_not_refused_here(buttons: list[dict[str, Any]]) -> None:
    try:
        keyboard = inline_keyboard(buttons)
    except BadButton:
        return
    assert len(read_keyboard(keyboard.to_json())) == len(buttons)


def test_one_a_row_and_marks_side_by_side() -> None:
    words = inline_keyboard([{"title": "Первое", "payload": "/a"}, {"title": "Второе", "payload": "/b"}])
    assert [len(row) for row in words.inline_keyboard] == [1, 1]
    marks = inline_keyboard([{"title": str(mark), "payload": "/a"} for mark in range(1, 6)])
    assert [len(row) for row in marks.inline_keyboard] == [5]


@pytest.mark.parametrize("payload", ["", "/" + "я" * 32, "/" + "x" * 64])
def test_data_of_the_wrong_length_is_an_error(payload: str) -> None:
    with pytest.raises(BadButton, match="64 bytes"):
        inline_keyboard([{"title": "Да", "payload": payload}])


def test_data_of_64_bytes_is_taken() -> None:
    assert inline_keyboard([{"title": "Да", "payload": "/" + "x" * 63}])


@pytest.mark.parametrize(
    "buttons", [[{"title": "", "payload": "/a"}], [{"title": "Да", "payload": "/a"}] * 101]
)
def test_other_bad_buttons(buttons: list[dict[str, Any]]) -> None:
    with pytest.raises(BadButton):
        inline_keyboard(buttons)
