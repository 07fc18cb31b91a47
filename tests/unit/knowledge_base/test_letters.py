"""Likeness by letters."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.letters import LetterIndex

INDEX = LetterIndex(["потерял паспорт", "", "оплатить налог"])
ALL = np.arange(3)


def test_misspelt_words_are_near_right_ones() -> None:
    cosines = INDEX.cosines("патерял пасспорт", ALL)
    assert cosines[0] > 0.3 > cosines[2]
    assert cosines[1] == 0
    assert INDEX.cosines("потерял паспорт", ALL)[0] > 0.99


def test_only_the_rows_asked_for() -> None:
    assert INDEX.cosines("налог", np.array([2, 0]))[0] == INDEX.cosines("налог", ALL)[2]


def test_texts_with_one_another() -> None:
    texts = ["потерял паспорт", "патерял пасспорт", "оплатить налог", ""]
    index = LetterIndex(texts)
    rows = np.array([3, 1, 0, 2])
    between = index.between(rows)
    exact = np.stack([index.cosines(texts[row], rows) for row in rows])
    assert between.shape == (4, 4)
    assert np.abs(between - exact).max() < 0.12  # a fold of few n-grams errs more than one of many
    assert between[1, 2] > 0.3 > between[1, 3]
    assert LetterIndex([""]).between(np.arange(1)).tolist() == [[0]]


def test_an_index_of_nothing() -> None:
    assert LetterIndex(["", ""]).cosines("паспорт", np.arange(2)).tolist() == [0, 0]
    assert LetterIndex([]).cosines("паспорт", np.arange(0)).shape == (0,)


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_text(text: str) -> None:
    cosines = INDEX.cosines(text, ALL)
    assert ((cosines >= 0) & (cosines <= 1.001)).all()
