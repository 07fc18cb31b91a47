import pytest

from nlu import cleaning


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (cleaning.strip_markup, "<p>да<br/>нет</p>", " да нет "),
        (cleaning.strip_markup, "a < b, b > c", "a < b, b > c"),
        (cleaning.strip_markup, "<!-- скрыто -->видно", " видно"),
        (cleaning.strip_markup, "<style>p{}</style>видно", " видно"),
        (cleaning.unescape_entities, "Иванов &amp; &#1057;ыновья", "Иванов & Сыновья"),
        (cleaning.unescape_entities, "?a=1&copy=2", "?a=1&copy=2"),
        (cleaning.drop_invisible, "па\u00adспорт\u200b\u202e", "паспорт"),
        (cleaning.drop_invisible, "а\nб\tв\u00a0г", "а б в г"),
        (cleaning.drop_invisible, "до\u0301ма", "дома"),
        (cleaning.drop_invisible, "\ud800да", "да"),
        (cleaning.unify_signs, "«да» — нет", '"да" - нет'),
        (cleaning.translate_lone_signs, "👎", "нет"),
        (cleaning.translate_lone_signs, "👍🏻", "да"),
        (cleaning.translate_lone_signs, "да 👎", "да 👎"),
        (cleaning.translate_lone_signs, "+ -", "+ -"),
        (cleaning.drop_pictures, "№ 5 🏠 ₽", "№ 5   ₽"),
        (cleaning.drop_smiles, "спасибо)", "спасибо "),
        (cleaning.drop_smiles, "спасибо :)", "спасибо  "),
        (cleaning.drop_smiles, "паспорт (загран) готов", "паспорт (загран) готов"),
        (cleaning.shorten_punctuation, "что?!!", "что?"),
        (cleaning.shorten_punctuation, "ну...", "ну."),
        (cleaning.shorten_punctuation, "в 10.30, 5.5", "в 10.30, 5.5"),
        (cleaning.collapse_spaces, "  а   б ", "а б"),
    ],
)
def test_rules(rule: cleaning.Rule, before: str, after: str) -> None:
    assert rule(before) == after


def test_what_fits_is_not_cut() -> None:
    assert cleaning.cut_pasted("а" * 10, 10) == "а" * 10
    assert cleaning.cut_pasted("абвгдежзий", 8) == "абвгде й"
