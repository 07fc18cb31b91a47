"""Which questions of a message are answered one by one."""

from __future__ import annotations

from dialogues.runtime.several import QUOTED, Part, quoted, settle
from knowledge_base.decision import Decision
from nlu.questions import Question
from tests.unit.dialogues.hits import found, hit

INN = found(hit("inn", 0.95, "Как узнать ИНН?"))
FINE = found(hit("fines", 0.95, "Как оплатить штраф?"))
UNSURE = found(hit("garage", 0.4), hit("land", 0.05))


def part(text: str, decision: Decision | None, announced: bool = False, apart: bool = False) -> Part:
    return Part(Question(text, announced, apart), decision)


def shares_nothing(article: str, text: str) -> tuple[str, ...]:
    return ()


def shares_all(article: str, text: str) -> tuple[str, ...]:
    return tuple(text.split())


def articles(parts: list[Part] | None) -> list[str | None] | None:
    return None if parts is None else [one.as_json()["article"] for one in parts]


def test_two_sure_ones_are_answered_each() -> None:
    parts = [part("Как узнать ИНН?", INN), part("Как оплатить штраф?", FINE)]
    assert articles(settle(parts, INN, shares_nothing)) == ["inn", "fines"]


def test_a_sure_guess_without_its_noun_in_the_title_is_no_question_of_its_own() -> None:
    wrong = found(hit("property", 0.94, "Как зарегистрировать право?"))
    parts = [part("Бабушка дарит квартиру, как оформить?", INN), part("и нужен ли нотариус?", wrong)]
    assert settle(parts, INN, shares_nothing) is None


def test_a_sentence_of_its_own_counts_when_the_answer_before_does_not_have_its_words() -> None:
    sure = found(hit("car", 0.95, "Как выдать разрешение?"))
    parts = [part("Как узнать ИНН?", INN), part("Может ли жена водить машину?", sure, apart=True)]
    assert articles(settle(parts, INN, shares_nothing)) == ["inn", "car"]
    assert settle(parts, INN, shares_all) is None


def test_an_announced_one_counts_and_is_said_to_be_open() -> None:
    parts = [part("Как узнать ИНН?", INN), part("и ещё как оформить гараж", UNSURE, announced=True)]
    settled = settle(parts, INN, shares_all)
    assert articles(settled) == ["inn", None]
    assert settled is not None
    assert settled[1].as_json()["choices"] == ["garage"]


def test_an_open_one_of_another_subject_is_told_but_a_story_is_not() -> None:
    sure = part("Как оплатить штраф?", FINE)
    ticket = part("Где купить билет на поезд?", None)
    assert articles(settle([ticket, sure], FINE, shares_nothing)) == [None, "fines"]
    assert settle([ticket, sure], FINE, shares_all) is None
    story = part(
        "Мы приехали из деревни в город на прошлой неделе и потеряли там билет на поезд, что делать?", None
    )
    assert settle([story, sure], FINE, shares_nothing) is None


def test_the_same_article_twice_is_one_question() -> None:
    parts = [part("Как узнать ИНН?", INN), part("Где мой ИНН?", INN)]
    assert settle(parts, INN, shares_nothing) is None


def test_parts_that_lost_the_subject_of_the_whole_are_not_followed() -> None:
    parts = [part("Как узнать ИНН?", INN), part("Как оплатить штраф?", FINE)]
    assert settle(parts, found(hit("sale", 0.9)), shares_nothing) is None
    assert settle(parts, found(hit("sale", 0.9), hit("gift", 0.85)), shares_nothing) is None


def test_a_question_is_said_back_short_and_without_personal_numbers() -> None:
    assert quoted("как узнать инн по снилс 112-233-445 95?") == "Как узнать инн по снилс [СНИЛС]?"
    assert len(quoted("слово " * 100)) <= QUOTED
    assert quoted("слово " * 100).endswith("слово…")
    assert quoted("") == ""
