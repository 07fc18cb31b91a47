"""BM25 over lemmas."""

import numpy as np

from knowledge_base.words import WordIndex


def test_rare_shared_word_wins() -> None:
    index = WordIndex([["паспорт", "замена"], ["паспорт", "утеря"], ["налог", "оплата"]])
    scores = index.scores(["паспорт", "утеря"])
    assert list(np.argsort(-scores)) == [1, 0, 2]
    assert scores[2] == 0
    assert index.shared(1, ["утеря", "паспорт", "утеря", "срок"]) == ("утеря", "паспорт")


def test_unknown_words_and_no_words() -> None:
    index = WordIndex([["паспорт"], []])
    assert not index.scores(["слон"]).any()
    assert not index.scores([]).any()


def test_no_documents() -> None:
    assert WordIndex([]).scores(["паспорт"]).shape == (0,)
    assert not WordIndex([[], []]).scores(["паспорт"]).any()
