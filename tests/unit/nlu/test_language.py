"""Which messages are in a language that is not written in Cyrillic."""

import pytest

from nlu.language import ENGLISH, is_foreign


@pytest.mark.parametrize(
    "text", ["lost passport", "human", "how much is gosposhlina?", "MFC hours", "où est"]
)
def test_foreign(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "где мой паспорт",
        "QR код",
        "MFC-0123/2026-12345-1",
        "4506 123456",
        "A1B2C3",
        "?",
        "",
    ],
)
def test_russian_or_of_no_language(text: str) -> None:
    assert not is_foreign(text)


def test_small_words_that_are_russian_in_latin_letters_as_well_tell_nothing() -> None:
    assert not ENGLISH & {"to", "do", "no", "on", "my", "not", "a", "i", "so", "status"}
