import pytest

from nlu.words import is_known, is_noun, lemma, lemmas


@pytest.mark.parametrize("word", ["паспорт", "Ещё", "еще", "СНИЛС", "мфц", "загран"])
def test_known(word: str) -> None:
    assert is_known(word)


@pytest.mark.parametrize("word", ["паспортт", "ghbdtn", "ыва", "123", ""])
def test_unknown(word: str) -> None:
    assert not is_known(word)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("паспорта", "паспорт"),
        ("ЗАЯВЛЕНИЕМ", "заявление"),
        ("ещё", "еще"),
        ("снилс", "снилс"),
        ("2026", "2026"),
    ],
)
def test_lemma(word: str, form: str) -> None:
    assert lemma(word) == form


@pytest.mark.parametrize("word", ["\U00017000", "\U00017000паспорт", "pdf", "а4", "паспорт\U00017001"])
def test_what_is_not_russian_is_left_as_it_is(word: str) -> None:
    assert lemma(word) == word
    assert not is_noun(word)
    assert not is_known(word)


def test_lemmas_of_a_text_leave_punctuation_out() -> None:
    assert lemmas("Готовы ли мои документы, №12?") == ["готовый", "ли", "мой", "документ", "12"]


@pytest.mark.parametrize(
    ("word", "noun"), [("нотариус", True), ("МФЦ", True), ("снилс", True), ("подтвердить", False)]
)
def test_is_noun(word: str, noun: bool) -> None:
    assert is_noun(word) is noun
