"""The learned cosine."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.metric import Metric, Vectors, load_metric, save_metric

SHIPPED = Path(__file__).parents[3] / "knowledge_base" / "metric.npy"


def unit(seed: int, count: int, dimension: int = 8) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@given(st.integers(0, 1000))
def test_it_is_the_cosine_of_the_turned_vectors(seed: int) -> None:
    turn = np.random.default_rng(seed).normal(size=(8, 8)).astype(np.float32)
    metric = Metric((turn @ turn.T).astype(np.float32))
    passages, query = unit(seed, 5), unit(seed + 1, 1)[0]
    seen, asked = passages @ turn, query @ turn
    expected = seen @ asked / (np.linalg.norm(seen, axis=1) * np.linalg.norm(asked))
    found = passages @ metric.view(query) * metric.scales(passages)
    assert found == pytest.approx(expected, abs=1e-3)


def test_the_plain_one_and_vectors_that_are_missing() -> None:
    metric = Metric(np.eye(8, dtype=np.float32))
    passages = np.vstack([unit(1, 3), np.zeros((1, 8), dtype=np.float32)])
    query = unit(2, 1)[0]
    assert passages @ metric.view(query) * metric.scales(passages) == pytest.approx(
        passages @ query, abs=1e-5
    )
    assert metric.scales(np.empty((0, 8), dtype=np.float32)).shape == (0,)
    assert metric.fits(8)
    assert not metric.fits(9)


def test_the_shipped_one_is_symmetric_and_positive() -> None:
    matrix = load_metric(SHIPPED).matrix.astype(np.float64)
    assert np.allclose(matrix, matrix.T, atol=1e-3)
    assert np.linalg.eigvalsh(matrix).min() > -1e-2  # half precision rounds


def test_round_trip_and_bad_files(tmp_path: Path) -> None:
    path = tmp_path / "metric.npy"
    save_metric(Metric(np.eye(4, dtype=np.float32)), path)
    assert np.array_equal(load_metric(path).matrix, np.eye(4))
    np.save(path, np.zeros((2, 3)))
    with pytest.raises(KnowledgeBaseError, match="not a square matrix"):
        load_metric(path)
    path.write_bytes(b"no numpy")
    with pytest.raises(KnowledgeBaseError, match="not a matrix"):
        load_metric(path)
    with pytest.raises(KnowledgeBaseError, match="cannot be read"):
        load_metric(tmp_path / "absent.npy")
