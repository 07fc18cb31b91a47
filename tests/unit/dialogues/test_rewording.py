"""Which words were read as others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.runtime.rewording import MOST, Rewording, rewordings
from nlu.text import normalise


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Здравствуйте! Патерял паспорт", Rewording("mend_misspelt", "патерял", "потерял")),
        ("какполучить снилс", Rewording("mend_misspelt", "какполучить", "как получить")),
        ("скок стоит загран", Rewording("spell_out", "скок", "сколько")),
        ("ntrcn", Rewording("mend_layout", "ntrcn", "текст")),
    ],
)
def test_words_are_told_with_the_rule_that_changed_them(text: str, told: Rewording) -> None:
    assert told in rewordings(text)


@pytest.mark.parametrize(
    "text", ["Где моё заявление?", "ГДЕ МОЁ ЗАЯВЛЕНИЕ", "Добрый день! как узнать инн", ""]
)
def test_capitals_yo_and_greetings_are_no_corrections(text: str) -> None:
    assert rewordings(text) == []


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_every_rule_told_of_has_fired(text: str) -> None:
    told = rewordings(text)
    assert {one.rule for one in told} <= set(normalise(text).fired)
    assert all(one.before and one.after for one in told)


def test_a_page_in_the_wrong_layout_is_not_told_whole() -> None:
    assert len(rewordings("ntrcn " * 100)) <= MOST
