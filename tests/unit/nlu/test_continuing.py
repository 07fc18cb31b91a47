"""Messages that lean on the one before, and those that stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.continuing import read_leaning, subject_words
from nlu.text import normalise


@pytest.mark.parametrize(
    "text",
    [
        "а если его нет?",
        "а сколько это стоит?",
        "и долго ждать?",
        "а для ребёнка?",
        "куда с этим идти",
        "сколько стоит?",
    ],
)
def test_it_leans_and_has_no_subject(text: str) -> None:
    leaning = read_leaning(normalise(text).text)
    assert leaning is not None
    assert leaning.bare


def test_its_own_words_are_told() -> None:
    leaning = read_leaning("а нотариус обязателен?")
    assert leaning is not None
    assert (leaning.opened, leaning.bare, leaning.rest) == (True, False, ("нотариус",))


@pytest.mark.parametrize(
    "text",
    [
        "", "да", "и всё", "спасибо", "как получить СНИЛС", "позовите человека", "где моё заявление",
        "а теперь расскажите мне подробно как получить налоговый вычет за лечение ребёнка",
    ],
)  # fmt: skip
def test_it_stands_alone(text: str) -> None:
    assert read_leaning(normalise(text).text) is None


def test_we_are_a_subject() -> None:
    assert "вы" in subject_words("а до скольки вы работаете?")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    leaning = read_leaning(normalise(text).text)
    assert leaning is None or not (leaning.bare and leaning.rest)
