"""Which messages are in a language that is not written in Cyrillic."""

import pytest

from nlu.language import ENGLISH, is_foreign
from nlu.text import normalise


@pytest.mark.parametrize(
    "text",
    [
        "lost passport",
        "help",
        "how much is gosposhlina?",
        "MFC opening hours",
        "où est mon passeport",
        "Ok, how can I get a passport?",
        "I live in Москва, how do I get a passport?",
    ],
)
def test_foreign(text: str) -> None:
    assert is_foreign(normalise(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "где мой паспорт",
        "QR код",
        "пришло письмо do not reply",
        "MFC-0123/2026-12345-1",
        "MFC 0001/2026 10002 1",
        "ivan@example.ru",
        "https://www.gosuslugi.ru/1",
        "4506 123456",
        "A1B2C3",
        "SMS",
        "WhatsApp",
        "id",
        "kak uznat inn",
        "?",
        "",
    ],
)
def test_russian_or_of_no_language(text: str) -> None:
    assert not is_foreign(normalise(text).text)


def test_small_words_that_are_russian_in_latin_letters_as_well_tell_nothing() -> None:
    assert not ENGLISH & {"to", "do", "no", "on", "my", "not", "a", "i", "so", "status"}
