"""The words that do not count."""

from knowledge_base.stop_words import keep_telling


def test_greetings_and_function_words_do_not_count() -> None:
    lemmas = ["Здравствуйте", "подсказать", "как", "ещё", "получить", "СНИЛС", "?", "—"]
    assert keep_telling(lemmas) == ["получить", "снилс"]


def test_numbers_count() -> None:
    assert keep_telling(["паспорт", "45"]) == ["паспорт", "45"]
