import pytest

from nlu.keyboard import mend_layout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("GHBDTN", "ПРИВЕТ"),
        ("k.,k.", "люблю"),
        ("ghbdtn, rfr ltkf?", "привет, как дела?"),
        ("где мой gfcgjhn", "где мой паспорт"),
        ("[jxe pfgbcfnmcz d vaw", "хочу записаться в мфц"),
        ("gfcgjhn 4506 123456 ujnjd", "паспорт 4506 123456 готов"),
    ],
)
def test_russian_words_in_the_wrong_layout(typed: str, meant: str) -> None:
    assert mend_layout(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Hello, where is my passport?",
        "The developer handed us the keys and the act. What is next?",
        "PDF",
        "id",
        "ru",
        "QR код в vk",
        "нужен Windows и Word",
        "ok",
        "jpg png pdf",
        "https://gosuslugi.ru",
        "MFC-0123/2026-12345-1",
        "a1b2c3d4",
        "",
        "123",
        "www.mail.ru",
    ],
)
def test_what_is_latin_stays(text: str) -> None:
    assert mend_layout(text) == text
