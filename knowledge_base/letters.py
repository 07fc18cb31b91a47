"""How alike a question is to the example questions by its letters: misspelt words are near right ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.index import Rows
from nlu.ngrams import Ngrams, letter_ngrams

Floats = NDArray[np.float32]
FOLDED = 1024  # columns left when all n-grams are folded: 0.3 ms for a hundred texts instead of 0.8


class LetterIndex:
    """TF-IDF over n-grams of letters; an empty text is like nothing."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._ngrams = Ngrams.fit(letter_ngrams, [text for text in texts if text], rare=1)
        self._size = len(texts)
        self._empty = not self._ngrams.places
        self._matrix = None if self._empty else self._ngrams.matrix(texts)
        signs = np.array([-1, 1], dtype=np.float32)
        self._signs = np.random.default_rng(0).choice(signs, len(self._ngrams.places))

    def cosines(self, text: str, rows: Rows) -> Floats:
        """Cosine of `text` with the texts of `rows`: float32 [len(rows)], 0 to 1."""
        if self._matrix is None:
            return np.zeros(self._size, dtype=np.float32)[rows]
        query = np.zeros(len(self._ngrams.places), dtype=np.float32)
        places, weights = self._ngrams.row(text)
        query[places] = weights
        if isinstance(rows, slice):  # to pick rows of a sparse matrix copies them
            return np.asarray(self._matrix @ query, dtype=np.float32)[rows]
        cosines: Floats = np.asarray(self._matrix[rows] @ query, dtype=np.float32)
        return cosines

    def between(self, rows: NDArray[np.int64]) -> Floats:
        """Cosines of the texts of `rows` with one another, to about 0.03: float32 [len(rows), len(rows)]."""
        if self._matrix is None:
            return np.zeros((len(rows), len(rows)), dtype=np.float32)
        chosen = self._fold(self._matrix[rows])
        return chosen @ chosen.T

    def _fold(self, matrix: Any) -> Floats:
        """Columns of a CSR matrix added up in few, with signs by chance: products stay nearly the same."""
        from scipy.sparse import csr_matrix

        weights = matrix.data * self._signs[matrix.indices]
        shape = len(matrix.indptr) - 1, FOLDED
        folded: Floats = csr_matrix((weights, matrix.indices % FOLDED, matrix.indptr), shape=shape).toarray()
        return folded
