from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from evaluation.lines import BadFile
from evaluation.search import ForeignArticle, ForeignQuestion, Vectors, evaluate_search, make_passages
from knowledge_base.calibration import Belief, Calibration, Ranking, Thresholds
from knowledge_base.passage import PassageKind

CALIBRATION = Calibration((), Ranking(10, 5, 1, 2), Belief(-5, 5, 5, 0.5, 1, 0.5), Thresholds(0.5, 0.4, 0.1))
ARTICLES = [
    ForeignArticle("leave", "Сколько дней отпуска?", "Отпуск – 28 дней.\n\nЗаявление подайте за две недели."),
    ForeignArticle("pay", "Когда платят зарплату?", "Зарплату платят дважды в месяц."),
]


class LetterEncoder:
    """Vectors of letter counts: alike texts are near."""

    def encode_passages(self, texts: Sequence[str], batch_size: int = 32, progress: Any = None) -> Vectors:
        if progress is not None:
            progress(len(texts), len(texts))
        counts = np.array(
            [[text.lower().count(chr(letter)) for letter in range(1072, 1104)] for text in texts]
        )
        return (counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)).astype(np.float32)

    encode_queries = encode_passages


def test_the_answer_is_cut_into_sections() -> None:
    kinds = [(passage.article, passage.kind) for passage in make_passages(ARTICLES)]
    assert kinds[0] == ("leave", PassageKind.TITLE)
    assert ("pay", PassageKind.SECTION) in kinds


def test_recalls_with_their_intervals() -> None:
    questions = [
        ForeignQuestion("скока дней отпуск", "leave"),
        ForeignQuestion("когда зарплата", "pay"),
        ForeignQuestion("отпуск", "absent"),
    ]
    figures = evaluate_search(ARTICLES, questions, LetterEncoder(), CALIBRATION)
    assert figures["r_at_1"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["mrr"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["without_article"] == 1
    for k in (1, 3, 5):
        low, high = figures[f"r_at_{k}_ci"]
        assert low < figures[f"r_at_{k}"] < high
    assert figures["ms_p50"] > 0


def test_an_id_that_comes_twice_is_named() -> None:
    with pytest.raises(BadFile, match="pay"):
        evaluate_search([*ARTICLES, ARTICLES[1]], [], LetterEncoder(), CALIBRATION)
