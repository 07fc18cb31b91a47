"""Markdown becomes text without markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.plain import to_plain


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**Важно**: возьмите *паспорт* и `код`.", "Важно: возьмите паспорт и код."),
        ("[портал](https://a.test/x)", "портал (https://a.test/x)"),
        ("<https://a.test>", "https://a.test"),
        ("первая\nстрока\n\nвторой абзац", "первая строка\n\nвторой абзац"),
        ("1. раз\n2. два", "1. раз\n2. два"),
        ("3. три\n4. четыре", "3. три\n4. четыре"),
        ("- а\n- б", "– а\n– б"),
        ("Нужны:\n- а\n- б\n\nИ ещё.", "Нужны:\n– а\n– б\n\nИ ещё."),
        ("1. раз\n   - под\n   - под\n2. два", "1. раз\n   – под\n   – под\n2. два"),
        ("- а\n\n  ещё об а\n- б", "– а\n   ещё об а\n– б"),
        ("<b>не тег</b> a_b_c 2*2", "<b>не тег</b> a_b_c 2*2"),
        ("", ""),
    ],
)
def test_plain(markdown: str, plain: str) -> None:
    assert to_plain(markdown) == plain


@given(st.text(alphabet="аб \n*_#[]()<>`-1.>!\\", max_size=80))
def test_any_markdown(markdown: str) -> None:
    assert isinstance(to_plain(markdown), str)
