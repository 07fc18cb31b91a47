"""The measurement of the index, at a small size."""

from __future__ import annotations

import numpy as np

from benchmarks.search_scale import DIMENSION, make_vectors, measure


def test_vectors_are_unit_and_the_same_for_the_same_seed() -> None:
    rows, asked = make_vectors(50, 3)
    assert rows.shape == (50, DIMENSION)
    assert np.allclose(np.linalg.norm(asked, axis=1), 1)
    assert (make_vectors(50, 3)[0] == rows).all()


def test_a_small_index_is_exact() -> None:
    scale = measure(300, 5)
    assert scale.exact
    assert scale.recall == 1.0
    assert "recall@10 1.0000" in str(scale)
