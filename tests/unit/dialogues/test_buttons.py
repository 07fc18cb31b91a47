"""A button pressed by typing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.runtime.buttons import pressed


def bot(*titles: str) -> dict[str, Any]:
    return {
        "event": "bot",
        "data": {"buttons": [{"title": t, "payload": f"/b{n}"} for n, t in enumerate(titles, 1)]},
    }


EVENTS = [bot("старая"), {"event": "user"}, bot("1. Паспорт…", "2. Загран"), bot("Позвать сотрудника", "5")]


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("1", "/b1"),
        ("2.", "/b2"),
        ("2)", "/b2"),
        ("5", "/b2"),
        (" позвать  Сотрудника! ", "/b1"),
        ("3", None),
        ("12", None),
        ("старая", None),
        ("паспорт", None),
        ("", None),
        ("1" * 5000, None),
    ],
)
def test_what_was_pressed(text: str, payload: str | None) -> None:
    assert pressed(text, EVENTS) == payload


@given(
    st.text(max_size=80),
    st.lists(st.sampled_from([bot("1. Да", "Нет"), {"event": "user"}, {"event": "bot"}])),
)
def test_any_text_over_any_events(text: str, events: list[dict[str, Any]]) -> None:
    assert pressed(text, events) in {None, "/b1", "/b2"}
