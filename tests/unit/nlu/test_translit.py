"""Russian in Latin letters is written in Cyrillic; what is not Russian is left alone."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text import normalise
from nlu.translit import write_in_cyrillic

GOLD = Path(__file__).parents[3] / "evaluation" / "gold"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gde moe zayavlenie", "где мое заявление"),
        ("xo4u v detskij sad", "хочу в детский сад"),
        ("4to delat esli poteryal SNILS", "что делать если потерял СНИЛС"),
        ("mojno li bez zapisi?", "можно ли без записи?"),
        ("Zdravstvujte! podskajite, pojaluista", "Здравствуйте! подскажите, пожалуйста"),
        ("propiska", "прописка"),
        ("da", "да"),
        ("kto-to pomenyal parol", "кто-то поменял пароль"),
        ("где мой pasport", "где мой паспорт"),
        ("ребенку 14 let, kakoy nuzhen паспорт", "ребенку 14 лет, какой нужен паспорт"),
        ("nomer dela MFC-0123/2026-12345-1", "номер дела MFC-0123/2026-12345-1"),
        ("moy parol 4X46QW", "мой пароль 4X46QW"),
        ("pishite na ivan@example.ru", "пишите на ivan@example.ru"),
    ],
)
def test_russian_in_latin_letters(typed: str, meant: str) -> None:
    assert write_in_cyrillic(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "How do I replace my passport?",
        "child benefit documents",
        "status of my application",
        "driver license exchange",
        "do not go on",
        "у меня Windows и Word, email не работает",
        "QR код в vk",
        "PDF",
        "id",
        "ok",
        "A1B2-C3D4",
        "https://gosuslugi.ru/pomosch",
        "",
        "123",
        "где моё заявление",
        "İ",
    ],
)
def test_what_is_not_russian_stays(text: str) -> None:
    assert write_in_cyrillic(text) == text


def test_most_of_the_gold_words_are_read_as_they_were_meant() -> None:
    rows = [json.loads(line) for line in (GOLD / "translit.jsonl").read_text(encoding="utf-8").splitlines()]
    meant = [normalise(row["of"]).text.lower().split() for row in rows]
    read = [normalise(row["text"]).text.lower().split() for row in rows]
    shares = [len(set(a) & set(b)) / len(set(a)) for a, b in zip(meant, read, strict=True) if a]
    assert sum(shares) / len(shares) > 0.93


@given(st.text(alphabet=st.sampled_from("abcehijksuyxz'`46-. ЯЖф1@"), max_size=60))
def test_any_text_is_taken_and_digits_and_cyrillic_stay(text: str) -> None:
    written = write_in_cyrillic(text)
    assert len(written.split()) == len(text.split())
    for kept in ("1@", "яжф"):
        assert _of(kept, text) <= _of(kept, written)
    if not any(sign in "abcehijksuyxz46" for sign in text.lower()):
        assert written == text


def _of(signs: str, text: str) -> Counter[str]:
    return Counter(sign for sign in text.lower() if sign in signs)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("net", "нет"),
        ("net, spasibo", "нет, спасибо"),
        ("da net", "да нет"),
        ("kto nuzhen?", "кто нужен?"),
        ("net pasporta", "нет паспорта"),
    ],
)
def test_short_answers_are_not_taken_for_the_wrong_layout(typed: str, meant: str) -> None:
    assert normalise(typed).text == meant
