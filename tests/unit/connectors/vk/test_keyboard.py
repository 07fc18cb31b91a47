"""VK's inline keyboard."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.keyboards import BadButton
from connectors.vk.keyboard import inline_keyboard, unwrap
from tests.platforms.vk_rules import read_keyboard

TITLES = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
PAYLOADS = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


def rows(count: int, title: str = "Вариант") -> list[int]:
    """Buttons in each row."""
    keyboard = json.loads(inline_keyboard([{"title": f"{title}{n}", "payload": "/a"} for n in range(count)]))
    return [len(row) for row in keyboard["buttons"]]


@given(st.lists(st.fixed_dictionaries({"title": TITLES, "payload": PAYLOADS}), min_size=1, max_size=12))
def test_vk_takes_whatever_is_not_refused_here(buttons: list[dict[str, Any]]) -> None:
    try:
        keyboard = inline_keyboard(buttons)
    except BadButton:
        return
    shown = read_keyboard(keyboard)
    assert len(shown) == len(buttons)


def test_rows() -> None:
    assert rows(1) == [1]
    assert rows(6) == [1] * 6
    assert rows(7) == [2, 2, 2, 1]
    assert rows(10) == [2] * 5
    assert rows(5, title="") == [5]


@pytest.mark.parametrize(
    "buttons",
    [
        [{"title": "Да", "payload": "/a"}] * 11,
        [{"title": " ", "payload": "/a"}],
        [{"title": "Да", "payload": "/" + "я" * 130}],
    ],
)
def test_what_vk_would_refuse(buttons: list[dict[str, Any]]) -> None:
    with pytest.raises(BadButton):
        inline_keyboard(buttons)


def test_a_long_title_is_cut_to_forty() -> None:
    shown = read_keyboard(inline_keyboard([{"title": "я" * 60, "payload": "/a"}]))
    assert shown[0]["title"] == "я" * 39 + "…"


def test_a_payload_comes_back_as_it_went() -> None:
    payload = '/answer{"article": "snils"}'
    shown = read_keyboard(inline_keyboard([{"title": "Да", "payload": payload}]))
    assert unwrap(shown[0]["payload"]) == payload


@pytest.mark.parametrize(
    ("payload", "ours"),
    [
        ('{"command":"start"}', "/greet"),
        ('{"otklik":"/person"}', "/person"),
        ('{"other":"/person"}', None),
        ('{"otklik":"person"}', None),
        ('{"otklik":"/person{\\"reason\\":\\"danger\\"}"}', None),
        ('{"otklik":"/restart"}', None),
        ('{"otklik":"/repeat{\\"message\\":\\"5\\"}"}', '/repeat{"message":"5"}'),
        ('{"otklik":5}', None),
        ("/person", None),
        ("[]", None),
        (None, None),
        ('{"otklik":"/a\\u0000"}', None),
        ('{"otklik":"/a\\ud83d"}', None),
        (5, None),
        ("[" * 100_000, None),
        ('{"otklik":"/' + "x" * 300 + '"}', None),
    ],
)
def test_only_our_own_payload_is_taken(payload: object, ours: str | None) -> None:
    assert unwrap(payload) == ours
