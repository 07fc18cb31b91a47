"""Fits the calibration on questions whose right articles are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from knowledge_base.calibration import (
    Belief,
    Calibration,
    Floats,
    Ranking,
    Thresholds,
    Weighing,
    log_odds_of_share,
)

# Strengths of the pull towards 0: the questions are hundreds, the weights few. A hundred need a stronger one.
RANKING_PULL = 1e-4
BELIEF_PULL = 1e-3
FEW_PULL = 1e-2
CONSIDERED = 2  # hits of a question that teach what a probability is worth: the first, and its rival
# Cosines of E5 differ in the second digit, BM25 in the first: puts all evidence on one scale.
SCALES = np.array([10.0, 10.0, 1.0, 10.0, 10.0])


@dataclass(frozen=True)
class Example:
    """A question with the evidence of the articles compared; `right` is empty when none answers it."""

    articles: tuple[str, ...]
    evidence: Floats  # [len(articles), 5]
    right: frozenset[str]
    words: int  # of the question

    @property
    def is_right(self) -> Floats:
        """1 for each article that answers, else 0: [len(articles)]."""
        return np.array([article in self.right for article in self.articles], dtype=np.float64)


def fit_ranking(examples: Sequence[Example], pull_of: float = RANKING_PULL) -> Ranking:
    """Weights under which right articles take the largest share (softmax) of each answerable question."""
    taught = [example for example in examples if example.is_right.any()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros(len(SCALES))
        for example in taught:
            scaled = example.evidence * SCALES
            ranks = scaled @ weights
            powers = np.exp(ranks - ranks.max())
            share = powers / powers.sum()
            right = share * example.is_right
            total -= float(np.log(right.sum()))
            slope += (share - right / right.sum()) @ scaled
        count = len(taught)
        pull = pull_of * weights
        return float(total / count + pull @ weights / 2), slope / count + pull

    weights = minimize(loss, np.zeros(len(SCALES)), jac=True, method="L-BFGS-B").x * SCALES
    return Ranking(*(float(weight) for weight in weights))


def fit_belief(
    examples: Sequence[Example], ranking: Ranking, pull_of: float = BELIEF_PULL, *, by_length: bool = False
) -> Belief:
    """Logistic regression of "this article answers" over the first hits of every question.

    With `by_length` the question's length is one more evidence, see docs/quality.md.
    """
    weights = ranking.weights
    blocks, marks = [], []
    for example in examples:
        ranks = example.evidence @ weights
        first = np.argsort(-ranks)[:CONSIDERED]
        length = np.full(len(ranks), np.log1p(example.words) if by_length else 0.0)
        blocks.append(np.column_stack([example.evidence, log_odds_of_share(ranks), length])[first])
        marks.append(example.is_right[first])
    rows, target = np.vstack(blocks), np.concatenate(marks)
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    known = np.column_stack([np.ones(len(rows)), (rows - middle) / spread])

    def loss(values: Floats) -> tuple[float, Floats]:
        odds = known @ values
        slope = known.T @ (1 / (1 + np.exp(-odds)) - target) / len(target)
        pull = pull_of * np.array([0.0, *values[1:]])
        return float(np.mean(np.logaddexp(0, odds) - target * odds) + pull @ values / 2), slope + pull

    values = minimize(loss, np.zeros(known.shape[1]), jac=True, method="L-BFGS-B").x
    slopes = values[1:] / spread
    question, section, words, letters, contrast, lead, count = (float(slope) for slope in slopes)
    return Belief(
        float(values[0] - slopes @ middle), question, section, words, letters, lead, count, contrast
    )


def fit(
    examples: Sequence[Example],
    fingerprints: tuple[str, ...],
    thresholds: Thresholds,
) -> Calibration:
    """Ranking and belief fitted on `examples`. The thresholds are a matter of policy and are given."""
    ranking = fit_ranking(examples)
    return Calibration(fingerprints, ranking, fit_belief(examples, ranking), thresholds)


def fit_few(examples: Sequence[Example]) -> Weighing:
    """The same for about a hundred examples in a language that shares no words with the articles."""
    ranking = fit_ranking(examples, FEW_PULL)
    return Weighing(ranking, fit_belief(examples, ranking, FEW_PULL, by_length=True))
