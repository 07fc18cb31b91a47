"""Text and sources within a limit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors import platform_texts as texts
from connectors.rendering import as_plain_text, cut, listed, utf16_units

SOURCES = ({"title": "Госуслуги", "url": "https://www.gosuslugi.ru"},)


def test_sources_are_lines_after_the_text() -> None:
    assert as_plain_text("Ответ.", SOURCES) == "Ответ.\n\nИсточник: Госуслуги, https://www.gosuslugi.ru"


def test_an_address_the_text_shows_is_not_repeated() -> None:
    text = "Подайте заявление: https://www.gosuslugi.ru"
    assert as_plain_text(text, SOURCES) == text


def test_a_source_without_an_address_or_a_title() -> None:
    sources = ({"title": "x"}, {"url": "https://a.ru", "title": ""})
    assert as_plain_text("Ответ.", sources) == "Ответ.\n\nИсточник: https://a.ru, https://a.ru"


def test_too_long_a_text_is_cut_at_a_word_and_says_so() -> None:
    shown = as_plain_text("слово " * 1000, SOURCES)
    assert len(shown) <= 4096
    assert texts.CUT in shown
    assert shown.endswith("https://www.gosuslugi.ru")
    assert "слово\n\n" in shown


def test_nothing_to_say_is_still_a_message() -> None:
    assert as_plain_text(" \x00 ") == texts.EMPTY


def test_choices_are_written_out() -> None:
    lines = listed([{"title": "СНИЛС"}, {"title": ""}, {"title": "ИНН"}]).splitlines()
    assert lines[1:] == ["– СНИЛС", "– ИНН"]


@given(st.text(max_size=400), st.integers(60, 200))
def test_the_limit_holds_in_utf16_units(text: str, limit: int) -> None:
    shown = as_plain_text(text, SOURCES, length=utf16_units, limit=limit)
    assert shown
    assert len(shown.encode("utf-16-le", "surrogatepass")) // 2 <= limit


@given(st.text(max_size=100), st.integers(0, 100))
def test_a_cut_text_is_a_beginning(text: str, room: int) -> None:
    beginning = cut(text, room)
    assert len(beginning) <= room
    assert text.startswith(beginning)
