import pytest

from nlu import spelling
from nlu.cleaning import Rule


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (spelling.mend_lookalikes, "пaспopт", "паспорт"),
        (spelling.mend_lookalikes, "4ерез пасп0рт", "через паспорт"),
        (spelling.mend_lookalikes, "QR-код, 3D, 2х, 10го", "QR-код, 3D, 2х, 10го"),
        (spelling.mend_lookalikes, "почта@mаil.ru", "почта@mаil.ru"),
        (spelling.mend_lookalikes, "MFС-0123/2026-12345", "MFС-0123/2026-12345"),
        (spelling.shorten_stretched, "ааалло привеееет", "алло привет"),
        (spelling.shorten_stretched, "длиннннный", "длинный"),
        (spelling.shorten_stretched, "III www 1000000", "III www 1000000"),
        (spelling.spell_out, "т.к. скок ждать", "так как сколько ждать"),
        (spelling.spell_out, "Спс за инфу, пжл", "Спасибо за инфу, пожалуйста"),
        (spelling.spell_out, "з/п и д/с", "зарплата и детский сад"),
        (spelling.spell_out, "док. готов?", "документ готов?"),
        (spelling.spell_out, "код 12", "код 12"),
        (spelling.spell_out, "не магу войти, Магу ли я", "не могу войти, Могу ли я"),
        (spelling.spell_out, "возьмут в магу или надо Магу?", "возьмут в магу или надо Магу?"),
        (spelling.spell_out, "нипришло и ниработает", "не пришло и не работает"),
        (spelling.spell_out, "чё-нить ищо, чёт не то", "что-нибудь еще, что-то не то"),
        (spelling.spell_out, "тока стока будит срочна придти", "тока стока будит срочна прийти"),
        (spelling.write_ye, "Ёлка ещё", "Елка еще"),
        (spelling.lower_shouting, "КОГДА БУДЕТ MFC-0123/2026-12345", "когда будет MFC-0123/2026-12345"),
        (spelling.lower_shouting, "где мой СНИЛС", "где мой СНИЛС"),
        (spelling.lower_shouting, "СНИЛС", "СНИЛС"),
    ],
)
def test_rules(rule: Rule, before: str, after: str) -> None:
    assert rule(before) == after
