import pytest

from nlu.personal_numbers import find_personal_numbers


@pytest.mark.parametrize(
    ("text", "kind", "value", "valid"),
    [
        ("СНИЛС 112-233-445 95", "snils", "112-233-445 95", True),
        ("снилс 11223344595", "snils", "112-233-445 95", True),
        ("112 233 445 96", "snils", "112-233-445 96", False),
        ("ИНН 7707083893", "inn", "7707083893", True),
        ("мой инн: 500100732250", "inn", "500100732250", False),
        ("паспорт 45 06 123456", "passport", "45 06 123456", True),
        ("серия 4506 номер 123456", "passport", "45 06 123456", True),
        ("паспорт 4506123456", "passport", "45 06 123456", True),
        ("+7 (916) 123-45-67", "phone", "+79161234567", True),
        ("8-916-123-45-67", "phone", "+79161234567", True),
        ("916 123 45 67", "phone", "+79161234567", True),
        ("карта 4111 1111 1111 1111", "card", "4111111111111111", True),
    ],
)
def test_numbers(text: str, kind: str, value: str, valid: bool) -> None:
    first = next(find_personal_numbers(text))

    assert (first.kind, first.value, first.valid) == (kind, value, valid)


@pytest.mark.parametrize(
    "text", ["MFC-0123/2026-12345-1", "12345678901234567", "12.03.2026", "210-ФЗ", "5000 рублей", ""]
)
def test_other_numbers(text: str) -> None:
    assert list(find_personal_numbers(text)) == []
