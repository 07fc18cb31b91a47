"""Case numbers: one key however typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.applications.numbers import find, key


@pytest.mark.parametrize(
    ("typed", "same_as"),
    [
        ("№ MFC-0456/2021-1873-1", "MFC-0456/2021-1873-1"),
        ("МFС-0456/2021-1873 от 12.03.2021", "MFC-0456/2021-1873"),
        ("МФС", "МФС"),
        ("mfc 0456 / 2021 – 1873", "MFC-0456/2021-1873"),
        ("0456-2021-1873", "MFC-0456/2021-1873"),
        ("дело номер 12/345678", "12/345678"),
        ("12\\345678", "12/345678"),
        ("1234 5678 9012 3456", "1234567890123456"),
        ("17/ЕП/2024", "17/еп/2024"),
    ],
)
def test_ways_of_typing_have_one_key(typed: str, same_as: str) -> None:
    assert key(typed) == key(same_as)


def test_different_cases_stay_different() -> None:
    assert key("1/2/34567") != key("12/34567")
    assert key("MFC-1/2026-1") != key("MFC-1/2026-11")


@pytest.mark.parametrize("text", ["", "№", "дело", "12", "где моё дело", "MFC-", "1" * 80, "12;34567"])
def test_what_is_no_number(text: str) -> None:
    assert key(text) is None


@given(st.text(max_size=120))
def test_a_key_is_its_own_key(text: str) -> None:
    found = key(text)
    assert found is None or key(found) == found


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("номер 12/345678", "12/345678"),
        ("MFC-0001/2026-10002-1", "MFC-0001/2026-10002-1"),
        ("45218", "45218"),
        ("вот он: 21/7/100234 от 05.11.2026", "21/7/100234"),
        ("12.03.2021", None),
        ("не знаю", None),
        ("мне 45 лет и у меня вопрос про паспорт, как его поменять", None),
    ],
)
def test_a_number_in_an_answer(answer: str, number: str | None) -> None:
    assert find(answer) == number


@given(st.text(max_size=200))
def test_finding_never_fails_and_finds_numbers_only(text: str) -> None:
    found = find(text)
    assert found is None or key(found) is not None
