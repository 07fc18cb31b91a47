"""A message as its questions."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.cleaning import MAX_CHARACTERS
from nlu.questions import MOST, may_ask_more, split_questions

FIRST, SECOND = "Как получить СНИЛС ребёнку", "где оформить загранпаспорт?"


@pytest.mark.parametrize(
    "joint",
    [
        " и ещё вопрос ",
        "? И ещё: ",
        "\n",
        "? Также хочу узнать, ",
        " и ",
        ". Второй вопрос: ",
        ", а ещё ",
        "? ",
    ],
)
def test_two_questions_however_they_are_joined(joint: str) -> None:
    cores = [question.core for question in split_questions(f"{FIRST}{joint}{SECOND}")]
    assert len(cores) == 2
    assert "СНИЛС" in cores[0]
    assert "загранпаспорт" in cores[1]


@pytest.mark.parametrize(
    "text",
    [
        "Где получить паспорт и сколько это стоит?",
        "как получить загранпаспорт? какие документы? сколько стоит?",
        "Потерял паспорт. Не знаю, где именно. Что теперь делать?",
        "нужен паспорт и ещё снилс",
        "Пристроили второй этаж. Это реконструкция?",
        "Здравствуйте! Как узнать ИНН? Спасибо заранее!",
        "Хочу поменять фамилию. Развелась в марте. Нужно ли менять паспорт?",
        "Добрый день. Как получить выписку из ЕГРН? Мне нужна бумажная. Где её сделать?",
        "спасибо",
        "",
        "???",
    ],
)
def test_one_subject_is_one_question(text: str) -> None:
    assert len(split_questions(text)) == 1


def test_a_story_belongs_to_the_question_after_it() -> None:
    text = "Как узнать ИНН? Муж умер в мае. Как получить свидетельство о смерти?"
    assert [question.text for question in split_questions(text)] == [
        "Как узнать ИНН?",
        "Муж умер в мае. Как получить свидетельство о смерти?",
    ]


def test_a_question_without_a_subject_stays_with_the_one_before() -> None:
    text = "Где скачать приложение и что в нём можно? Как оформить загранпаспорт? И сколько это стоит?"
    assert [question.core for question in split_questions(text)] == [
        "Где скачать приложение и что в нём можно?",
        "Как оформить загранпаспорт? И сколько это стоит?",
    ]


def test_what_is_announced_is_known_to_be() -> None:
    announced = split_questions("Во-первых, как узнать ИНН? Во-вторых, как оплатить штраф?")
    assert [question.announced for question in announced] == [False, True]
    counted = split_questions("два вопроса: как узнать ИНН и когда платят пенсию?")
    assert [question.announced for question in counted] == [False, True]
    plain = split_questions("Как узнать ИНН? Как оплатить штраф?")
    assert [question.announced for question in plain] == [False, False]


def test_a_sentence_or_a_line_begins_apart() -> None:
    for joint, apart in [("? ", True), ("\n", True), (" и ", False)]:
        assert split_questions(f"Как узнать ИНН{joint}как оплатить штраф?")[1].apart is apart


def test_the_core_is_without_greeting_and_announcement() -> None:
    first, second = split_questions("Здравствуйте! 1) как заменить права 2) как оплатить штраф")
    assert (first.core, second.core) == ("как заменить права", "как оплатить штраф")


def test_no_more_than_three_and_the_rest_stays_with_the_last() -> None:
    text = "Как узнать ИНН? Как оплатить штраф? Как открыть ИП? Как получить пенсию?"
    questions = split_questions(text)
    assert len(questions) == MOST
    assert questions[-1].text == "Как открыть ИП? Как получить пенсию?"


WORDS = ["как", "где", "и", "ещё", "вопрос", "СНИЛС", "паспорт", "штраф", "?", ".", "\n", ",", "2)", "а"]


@settings(deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
def test_nothing_is_lost_and_the_order_is_kept(text: str) -> None:
    questions = split_questions(text)
    assert 1 <= len(questions) <= MOST
    assert "".join("".join(question.text.split()) for question in questions) == "".join(text.split())
    assert not questions[0].announced


@pytest.mark.parametrize("piece", ["а? ", " ,", "и ещё ", "\n \n", "во-вторых ", "как "])
def test_a_flood_is_read_in_time(piece: str) -> None:
    began = time.perf_counter()
    split_questions(piece * (MAX_CHARACTERS // len(piece)))
    split_questions(piece * 20_000)
    assert time.perf_counter() - began < 2


def test_a_side_of_a_told_subject_is_a_question_of_its_own() -> None:
    text = (
        "Переехали в другой город. Можно ли подать документы не по прописке? И как встать в очередь в садик?"
    )
    assert [question.core for question in split_questions(text)][1:] == ["как встать в очередь в садик?"]


@pytest.mark.parametrize(
    ("text", "sure", "more"),
    [
        ("Может ли сын забрать документы? И ещё, сколько они хранятся?", True, True),
        ("До скольки работает мфц? Можно ли прийти без записи?", False, True),
        ("Как получить паспорт? Сколько это стоит?", True, False),
        ("Как получить паспорт", False, False),
        ("", False, False),
    ],
)
def test_more_may_have_been_asked(text: str, sure: bool, more: bool) -> None:
    assert may_ask_more(text, sure=sure) is more
