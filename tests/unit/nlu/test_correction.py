import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.correction import LONGEST, correct, mend_misspelt
from nlu.lexicon import lexicon
from nlu.words import WORD, is_known

LETTERS = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяё", min_size=1, max_size=LONGEST + 2)
MESSAGES = st.lists(LETTERS | st.text(max_size=12), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("патерял пасорт", "потерял паспорт"),
        ("Патеряла паспорт", "Потеряла паспорт"),
        ("как падать заевление на рибенка", "как падать заявление на ребенка"),
        ("какполучить", "как получить"),
        ("не приходит потверждение, естли код?", "не приходит подтверждение, если код?"),
        ("недает и непускает", "не дает и не пускает"),
        ("можноли зарегестрироватся", "можно ли зарегистрироваться"),
        ("скажите чтонибуть", "скажите что-нибудь"),
        ("дата раждения: неверная", "дата рождения: неверная"),
    ],
)
def test_what_is_corrected(sent: str, read: str) -> None:
    assert mend_misspelt(sent) == read


@pytest.mark.parametrize(
    "text",
    [
        "где мой паспорт",
        "живу у Крыжополева, улица Пасортная",  # a name, inside a sentence
        "ПАСОРТ",
        "пасорт1 12пасорт МФС-0123/2024-1",
        "passport пасоrt",
        "почта@пасорт.рф https://пасорт.рф/заевление",
        "абракадабрище ыфвафыва",
        "инн егрн мсэ впн",
        "какой-то что нибудь двухфакторная",
        "щ" * (LONGEST + 1),
        "",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert mend_misspelt(text) == text


@settings(deadline=None)
@given(MESSAGES)
def test_a_second_pass_changes_nothing(text: str) -> None:
    once = mend_misspelt(text)
    assert mend_misspelt(once) == once


@settings(deadline=None)
@given(MESSAGES)
def test_known_words_and_tokens_with_digits_stay(text: str) -> None:
    read = mend_misspelt(text)
    kept = [token for token in text.split() if any(sign.isdigit() for sign in token)]
    kept += [word for word in WORD.findall(text) if is_known(word)]
    assert all(part in read for part in kept)


@settings(deadline=None)
@given(LETTERS)
def test_a_correction_is_of_known_words(word: str) -> None:
    mended = correct(word.replace("ё", "е"))
    assert mended is None or all(len(part) < 4 or part in lexicon().counts for part in mended.split())


def test_a_message_of_unknown_words_does_not_take_long() -> None:
    words = [f"пре{one}стави{other}лось" for one in "бвгджзклмн" for other in "бвгджзклмн"]
    mend_misspelt("првиет")
    began = time.perf_counter()
    mend_misspelt(" ".join(words * 100))
    assert time.perf_counter() - began < 0.5
