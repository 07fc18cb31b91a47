import pytest

from nlu.sounds import sound


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("патерял", "потерял"),
        ("здать", "сдать"),
        ("записаца", "записаться"),
        ("записатся", "записаться"),
        ("рибенка", "ребенка"),
        ("другова", "другого"),
        ("часный", "частный"),
        ("пришол", "пришел"),
        ("децкие", "детские"),
        ("щитать", "считать"),
        ("чтонибуть", "что-нибудь"),
        ("граммота", "грамота"),
    ],
)
def test_what_sounds_alike_is_one(wrong: str, right: str) -> None:
    assert sound(wrong) == sound(right)


@pytest.mark.parametrize(("one", "other"), [("паспорт", "справка"), ("дом", "том и"), ("код", "кто")])
def test_other_words_sound_otherwise(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_case_and_hyphens_are_not_heard() -> None:
    assert sound("ПАСПОРТ") == sound("пас-порт") == sound("паспорт")
