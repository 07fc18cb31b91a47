"""Lines of the office's export."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.applications.csv_row import BadRow, parse_row

GOOD = {"number": "12/345678", "service": "Паспорт", "state": "ready", "state_at": "2026-11-19 16:40"}


def test_a_full_line() -> None:
    row = parse_row({**GOOD, "expected_on": "20.11.2026", "access_code": " 4821 ", "reason": ""})
    assert row["number"] == "12-345678"
    assert row["number_shown"] == "12/345678"
    assert row["state_at"] == datetime(2026, 11, 19, 16, 40, tzinfo=UTC)
    assert row["expected_on"] == date(2026, 11, 20)
    assert row["access_code"] == "4821"
    assert row["reason"] is None


def test_times_are_of_the_offices_zone() -> None:
    zone = timezone(timedelta(hours=7))
    assert parse_row(GOOD, zone)["state_at"].utcoffset() == timedelta(hours=7)
    told = parse_row({**GOOD, "state_at": "2026-11-19T16:40:00+03:00"}, zone)
    assert told["state_at"].utcoffset() == timedelta(hours=3)
    assert parse_row({**GOOD, "state_at": "19.11.2026 16:40"})["state_at"].hour == 16


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"number": ""}, "number"),
        ({"number": "дело"}, "number"),
        ({"number": "1" * 70}, "number"),
        ({"service": None}, "service"),
        ({"state": "done"}, "state"),
        ({"state_at": "вчера"}, "state_at"),
        ({"expected_on": "скоро"}, "expected_on"),
        ({"access_code": "x" * 40}, "access_code"),
    ],
)
def test_what_is_wrong_is_named_and_not_quoted(change: dict[str, str | None], named: str) -> None:
    with pytest.raises(BadRow, match=named) as raised:
        parse_row({**GOOD, **change})
    for value in change.values():
        assert not value or value not in str(raised.value)


@given(st.dictionaries(st.sampled_from(list(GOOD)), st.text(max_size=100)))
def test_any_line_is_a_row_or_a_bad_one(change: dict[str, str]) -> None:
    try:
        row = parse_row({**GOOD, **change})
    except BadRow:
        return
    assert row["number"]
