"""Times and numbers in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.console.wording import age, clock, moment, plural, shorten

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "до минуты"),
        (timedelta(seconds=59), "до минуты"),
        (timedelta(minutes=5, seconds=59), "5 мин"),
        (timedelta(hours=1), "1 ч"),
        (timedelta(hours=1, minutes=10), "1 ч 10 мин"),
        (timedelta(days=1), "1 день"),
        (timedelta(days=2, hours=5), "2 дня"),
        (timedelta(days=11), "11 дней"),
    ],
)
def test_age(ago: timedelta, words: str) -> None:
    assert age(NOW - ago, NOW) == words


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "разговор"), (2, "разговора"), (5, "разговоров"), (11, "разговоров"), (21, "разговор"),
     (112, "разговоров"), (124, "разговора")],
)  # fmt: skip
def test_plural(number: int, word: str) -> None:
    assert plural(number, "разговор", "разговора", "разговоров") == word


def test_moments_are_on_the_operators_clock() -> None:
    assert clock(NOW, MOSCOW) == "15:00"
    assert moment(NOW, NOW, MOSCOW) == "15:00"
    assert moment(datetime(2026, 2, 28, 20, 59, tzinfo=UTC), NOW, MOSCOW) == "28 февраля, 23:59"
    assert moment(datetime(2026, 2, 28, 21, 0, tzinfo=UTC), NOW, MOSCOW) == "00:00", "already today there"
    assert moment(datetime(2025, 12, 1, tzinfo=UTC), NOW, MOSCOW) == "1 декабря 2025, 03:00"


@given(st.text(max_size=400), st.integers(2, 200))
def test_a_shortened_text_is_one_line_of_its_length(text: str, length: int) -> None:
    line = shorten(text, length)
    assert len(line) <= length
    assert "\n" not in line
    assert " ".join(text.split()).startswith(line.removesuffix("…"))
