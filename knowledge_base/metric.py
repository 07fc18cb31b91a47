"""A learned cosine: which differences between vectors matter among articles, and which do not.

The encoder was made for texts of every kind, and finds all questions about public services alike. The
matrix M of `metric.npy`, symmetric and positive, was learned from the articles' own example questions
(benchmarks/search_metric.py): cos(q, p) = qMp / sqrt(qMq * pMp). One matrix product a question, and one
number a passage; the passages' vectors stay as they are.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.errors import KnowledgeBaseError

Vectors = NDArray[np.float32]
SMALL = 1e-9


@dataclass(frozen=True)
class Metric:
    """`matrix`: float32 [dimension, dimension]."""

    matrix: Vectors

    def fits(self, dimension: int) -> bool:
        """Whether it can be used with vectors of this length."""
        return bool(self.matrix.shape == (dimension, dimension))

    def scales(self, vectors: Vectors) -> Vectors:
        """What each dot product with a row of `vectors` [n, dimension] is multiplied by: [n]."""
        # In pieces: the product of all would be a second copy of the vectors.
        pieces = [vectors[start : start + 4096] for start in range(0, len(vectors), 4096)]
        squares = [np.einsum("nd,nd->n", piece @ self.matrix, piece) for piece in pieces]
        lengths = np.sqrt(np.maximum(np.concatenate(squares), 0)) if squares else np.empty(0)
        # A row of zeros has no direction and is near nothing.
        return np.where(lengths > SMALL, 1 / np.maximum(lengths, SMALL), 0).astype(np.float32)

    def view(self, query: Vectors) -> Vectors:
        """The query [dimension] whose dot product with a vector, times its scale, is the cosine."""
        seen = self.matrix @ query
        length = float(np.sqrt(max(float(seen @ query), 0.0)))
        return np.asarray(seen / max(length, SMALL), dtype=np.float32)


def load_metric(path: Path) -> Metric:
    """Raises KnowledgeBaseError that names the file and what is wrong."""
    try:
        matrix = np.load(path, allow_pickle=False).astype(np.float32)
    except OSError as error:
        raise KnowledgeBaseError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
    except ValueError as error:
        raise KnowledgeBaseError(f"{path}: not a matrix ({error}); restore it or learn it again") from error
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.isfinite(matrix).all():
        raise KnowledgeBaseError(f"{path}: not a square matrix of numbers; restore it or learn it again")
    return Metric(matrix)


def save_metric(metric: Metric, path: Path) -> None:
    """Half precision: the vectors it weighs are no finer."""
    np.save(path, metric.matrix.astype(np.float16))
