import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.cleaning import MAX_CHARACTERS
from nlu.text import RULES, normalise

# What was sent, and how it is read.
READINGS = {
    "ghbdtn": "привет",
    "Ghbdtn, rfr gjkexbnm cybkc&": "как получить снилс?",
    "rjulf ,eltn ujnjd gfcgjhn": "когда будет готов паспорт",
    "Здравствуйте! Подскажите пожалуйста, где моё заявление MFC-1234/2024-1???": (
        "Подскажите пожалуйста, где мое заявление MFC-1234/2024-1?"
    ),
    "привееееет, скок стоит загран)))": "сколько стоит загранпаспорт",
    "пaспорт пoлучить": "паспорт получить",
    "3аявление пасп0рт": "заявление паспорт",
    "спс": "спасибо",
    "👍": "да",
    "🙏🙏": "спасибо",
    "+": "да",
    "😀": "",
    "\u200b\u200b": "",
    "<b>Где</b>&nbsp;мой <script>alert(1)</script>паспорт?": "Где мой паспорт?",
    "чё за код??": "что за код?",
    "ГДЕ МОЁ ЗАЯВЛЕНИЕ": "где мое заявление",
    "Доброго времени суток, уважаемые сотрудники МФЦ! не могу записаться": "не могу записаться",
    "2 < 3 и 5>4": "2 < 3 и 5>4",
    "отправил на mail@ya.ru и gosuslugi.ru": "отправил на mail@ya.ru и gosuslugi.ru",
    "3-НДФЛ в 2х экз. 10го": "3-НДФЛ в 2х экз. 10го",
    "и\u0306од": "йод",
    "зáмок": "замок",
    "скажыте, а скока щас нада ждать, хачу узнать": "скажите, а сколько сейчас надо ждать, хочу узнать",
    "ваще не магу понять чо миня ждёт патом": "вообще не могу понять что меня ждет потом",
    "есть штоли токо одно окно": "есть что ли только одно окно",
    "Ну чё там с выпиской из егрн?!!": "Ну что там с выпиской из егрн?",
    "": "",
}


@pytest.mark.parametrize(("sent", "read"), READINGS.items())
def test_readings(sent: str, read: str) -> None:
    assert normalise(sent).text == read


def test_rules_that_fired_are_named_in_order() -> None:
    assert normalise("привееет!! чё с <b>паспортом</b>").fired == (
        "strip_markup",
        "shorten_stretched",
        "write_ye",
        "spell_out",
        "shorten_punctuation",
        "collapse_spaces",
        "cut_greeting",
    )
    assert normalise("где мой паспорт").fired == ()


def test_each_rule_has_a_name_and_says_what_it_does() -> None:
    assert all(rule.__doc__ for rule in RULES)


def test_a_greeting_is_told_only_when_something_follows() -> None:
    assert "cut_greeting" in normalise("добрый день, не приходит код").fired
    assert "cut_greeting" not in normalise("добрый день").fired
    assert "cut_greeting" not in normalise("не приходит код").fired


@pytest.mark.parametrize(("text", "empty"), [("😀 😀", True), ("123?", False), ("да", False)])
def test_emptiness(text: str, empty: bool) -> None:
    assert (normalise(text).text == "") == empty


@pytest.mark.parametrize(
    "text",
    [
        "а" * 20_000,
        "слово " * 3_400,
        "<" * 20_000,
        "<script>" * 2_500,
        "&amp;" * 4_000,
        "ghbdtn " * 2_900,
        ")" * 20_000,
        ". " * 10_000,
        "👍" * 20_000,
        "a.b/" * 5_000,
        "привет " * 3_000,
        " " * 20_000 + "x",
        "\u0301" * 20_000,
        "1/" * 10_000,
        "здрав" * 4_000,
        "<a " * 7_000,
        "-" * 20_000,
    ],
)
def test_huge_messages_are_cut_and_cheap(text: str) -> None:
    started = time.perf_counter()
    normal = normalise(text)

    assert time.perf_counter() - started < 0.5
    assert len(normal.text) <= MAX_CHARACTERS
    assert {"cut_pasted", "cut_clean"} & set(normal.fired)


def test_the_beginning_and_the_end_of_a_pasted_letter_are_kept() -> None:
    text = normalise("Пришло письмо: " + "многословно " * 2_000 + "что мне делать?").text

    assert text.startswith("Пришло письмо:")
    assert text.endswith("что мне делать?")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_fails_and_nothing_invisible_is_left(text: str) -> None:
    normal = normalise(text)

    assert len(normal.text) <= MAX_CHARACTERS
    assert normal.text == normal.text.strip()
    assert not any(sign in normal.text for sign in "\u200b\u200d\ufeff\x00\n\t")
    normal.text.encode()


NUMBERS = st.sampled_from(
    [
        "MFC-0123/2026-12345-1",
        "0123-2026-12345",
        "12/ЕП/3456",
        "77/011/305/2026-123",
        "a1b2c3d4",
        "12345678901234567",
        "12\\3456\\78901",
        "112-233-445 95",
        "+7 916 123-45-67",
        "12345678-87654321-01-02",
    ]
)
AROUND = st.sampled_from(
    [
        "",
        "здравствуйте! ",
        "где ",
        "ghbdtn ",
        "<b>",
        "чё там с №",
        "ПРОВЕРЬТЕ ",
        "привееет ",
        "😀 ",
        "(",
        "спс ",
    ]
)


@settings(deadline=None)
@given(AROUND, NUMBERS, st.sampled_from(["", "?", "!!!", ")))", " спс", "</b>", " 👍", ", и ещё", " GHBDTN"]))
def test_case_numbers_are_never_harmed(before: str, number: str, after: str) -> None:
    assert number in normalise(before + number + after).text
