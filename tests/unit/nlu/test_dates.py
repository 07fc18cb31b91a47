from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.dates import find_dates


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("от 12.03.2026", "2026-03-12"),
        ("от 12/03/2026", "2026-03-12"),
        ("2026-03-12", "2026-03-12"),
        ("05.06.85 г.р.", "1985-06-05"),
        ("1.2.24", "2024-02-01"),
        ("12 марта 2026 года", "2026-03-12"),
        ("12-го мая", "--05-12"),
        ("1 августа", "--08-01"),
    ],
)
def test_dates(text: str, value: str) -> None:
    assert [found[0] for found in find_dates(text)] == [value]


@pytest.mark.parametrize(
    "text", ["31.02.2026", "45 марта", "12.03", "1.2.3.4", "12/2026/12345", "v1.2.2026-3", "май"]
)
def test_no_dates(text: str) -> None:
    assert list(find_dates(text)) == []


def test_relative_days_need_a_today() -> None:
    assert list(find_dates("завтра")) == []
    assert [found[0] for found in find_dates("вчера и послезавтра", date(2026, 3, 1))] == [
        "2026-02-28",
        "2026-03-03",
    ]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_is_read_back(day: date) -> None:
    assert [found[0] for found in find_dates(f"от {day:%d.%m.%Y}, или {day.isoformat()}")] == [
        day.isoformat()
    ] * 2


@given(st.text("0123456789./- марта", max_size=60))
def test_no_text_fails(text: str) -> None:
    for value, start, end in find_dates(text, date(2026, 1, 1)):
        assert value
        assert 0 <= start < end <= len(text)
