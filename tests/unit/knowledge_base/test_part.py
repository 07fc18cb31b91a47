"""The part of an article that tells what is asked."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.article import Section
from knowledge_base.part import find_part
from tests.unit.knowledge_base.samples import make_article

SECTIONS = (
    Section("Как сделать", "1. Подайте заявление на портале.\n2. Оплатите пошлину."),
    Section("Что подготовить", "- паспорт;\n- ребёнку – свидетельство о рождении."),
    Section("Сколько ждать", "Обычно неделю."),
    Section("Если не получилось", "Позвоните нотариусу."),
)
ARTICLE = replace(make_article(), short_answer="Номер даётся один раз.", sections=SECTIONS)


def heading(question: str, *words: str) -> str | None:
    part = find_part(ARTICLE, question, words)
    return None if part is None else part.heading or "short"


def test_an_aspect_has_its_section() -> None:
    assert heading("и долго ждать?") == "Сколько ждать"
    assert heading("а документы какие?") == "Что подготовить"
    assert heading("а если откажут?") == "Если не получилось"
    assert heading("а если уже сделали?") == "Если не получилось"


def test_a_price_is_where_it_is_mentioned() -> None:
    assert heading("а сколько это стоит?") == "Как сделать"
    assert heading("а для ребёнка?") == "Что подготовить"


def test_words_are_looked_for_in_any_form() -> None:
    assert heading("а нотариус обязателен?", "нотариус") == "Если не получилось"


def test_what_is_not_told_is_not_made_up() -> None:
    free = replace(ARTICLE, sections=SECTIONS[1:])
    assert find_part(free, "а сколько это стоит?") is None
    assert find_part(ARTICLE, "а борщ?", ("борщ",)) is None
    assert find_part(ARTICLE, "а иностранцу?") is None


def test_a_person_need_not_be_named() -> None:
    assert heading("а если муж пойдёт к нотариусу?", "нотариус") == "Если не получилось"


@given(st.text(max_size=100), st.lists(st.text(max_size=20), max_size=5))
def test_any_question_finds_a_part_or_none(question: str, words: list[str]) -> None:
    part = find_part(ARTICLE, question, words)
    assert part is None or part.text
