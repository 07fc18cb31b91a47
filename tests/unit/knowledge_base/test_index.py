"""Nearest vectors, exactly and by short codes."""

import gc

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge_base.errors import SearchError
from knowledge_base.index import VectorIndex


def units(count: int, dimension: int = 32, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("exact_limit", [1000, 100])
def test_nearest(exact_limit: int) -> None:
    vectors = units(500)
    index = VectorIndex(vectors, exact_limit)
    query = units(1, seed=1)[0]
    truth = np.argsort(-(vectors @ query))[:10]
    assert len(set(index.nearest(query, 10)) & set(truth)) >= 9
    assert index.nearest(vectors[7], 1)[0] == 7
    np.testing.assert_array_equal(index.vectors, vectors)


@pytest.mark.parametrize("exact_limit", [1000, 100])
def test_all_can_be_asked_for(exact_limit: int) -> None:
    index = VectorIndex(units(300), exact_limit)
    assert len(set(index.nearest(units(1, seed=1)[0], 300))) >= 297
    assert len(index.nearest(units(1)[0], 5000)) <= 300


def test_empty() -> None:
    index = VectorIndex(np.empty((0, 32), dtype=np.float32))
    assert index.nearest(units(1)[0], 10).size == 0
    assert index.vectors.shape == (0, 32)


def test_wrong_shapes_are_named() -> None:
    with pytest.raises(SearchError, match=r"\(8,\).*32"):
        VectorIndex(units(3)).nearest(np.zeros(8, dtype=np.float32), 1)
    with pytest.raises(SearchError, match="float32"):
        VectorIndex(np.zeros((2, 2)))  # type: ignore[arg-type]


def test_vectors_outlive_their_index() -> None:
    kept = VectorIndex(units(500)).vectors
    gc.collect()
    others = [VectorIndex(units(500, seed=seed)) for seed in range(1, 20)]
    np.testing.assert_array_equal(kept, units(500))
    assert len(others) == 19
