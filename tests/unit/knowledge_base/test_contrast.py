"""Kernel ridge regression among a few articles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.contrast import MOST_EXAMPLES, contrast, nearest_of_each

OWNERS = np.array([0, 0, 1, 1, 2])
NOTHING = np.zeros((5, 5), dtype=np.float32), np.zeros(5, dtype=np.float32)


def likeness(vectors: np.ndarray, query: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cosines of unit vectors with one another and with the query."""
    return (vectors @ vectors.T).astype(np.float32), (vectors @ query).astype(np.float32)


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def test_a_question_asked_word_for_word() -> None:
    vectors = unit(np.random.default_rng(1).normal(size=(5, 32)))
    found = contrast(OWNERS, likeness(vectors, vectors[2]), NOTHING, 3)
    assert found[1] > 0.6
    assert found[0] < -0.2 > found[2]
    assert found.sum() == pytest.approx(0, abs=1e-9)


def test_what_all_have_in_common_counts_less() -> None:
    """Both of the first article are as near as one of the second; only that one has what is asked."""
    shared, asked, other = np.eye(3)
    vectors = unit(np.array([shared + 0.3 * other, shared + 0.35 * other, shared + asked]))
    query = unit(shared + 0.6 * asked)
    cosines = likeness(vectors, query)
    found = contrast(np.array([0, 0, 1]), cosines, (NOTHING[0][:3, :3], NOTHING[1][:3]), 2)
    assert found[1] > found[0]


def test_letters_count_beside_the_meaning() -> None:
    vectors = unit(np.ones((2, 4)))
    letters = np.eye(2, dtype=np.float32), np.array([0.9, 0.1], dtype=np.float32)
    found = contrast(np.array([0, 1]), likeness(vectors, vectors[0]), letters, 2)
    assert found[0] > 0.3 > 0 > found[1]


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 30), st.integers(0, 1000))
def test_finite_for_any_likeness(finalists: int, rows: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(rows, 8))
    vectors = unit(np.concatenate([vectors, vectors[:1], vectors[:1]]))  # the same words in two articles
    owners = random.integers(0, finalists, len(vectors))
    zeros = np.zeros((len(vectors), len(vectors)), np.float32), np.zeros(len(vectors), np.float32)
    found = contrast(owners, likeness(vectors, vectors[0]), zeros, finalists)
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 3


def test_of_an_article_with_very_many_examples_the_nearest_count() -> None:
    owners = np.repeat([0, 1, 2], [MOST_EXAMPLES + 60, 3, MOST_EXAMPLES])
    cosines = np.random.default_rng(4).uniform(size=len(owners)).astype(np.float32)
    kept = nearest_of_each(owners, cosines)
    assert np.bincount(owners[kept]).tolist() == [MOST_EXAMPLES, 3, MOST_EXAMPLES]
    of_first = kept[owners[kept] == 0]
    assert cosines[of_first].min() > np.delete(cosines[: MOST_EXAMPLES + 60], of_first).max()
    assert nearest_of_each(owners[:0], cosines[:0]).tolist() == []
