"""How alike a question is to the example questions by its letters: misspelt words are near right ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.ngrams import Ngrams, letter_ngrams

Floats = NDArray[np.float32]


class LetterIndex:
    """TF-IDF over n-grams of letters; an empty text is like nothing."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._ngrams = Ngrams.fit(letter_ngrams, [text for text in texts if text], rare=1)
        self._empty = not self._ngrams.places
        self._matrix = None if self._empty else self._ngrams.matrix(texts)

    def cosines(self, text: str, rows: NDArray[np.int64]) -> Floats:
        """Cosine of `text` with the texts of `rows`: float32 [len(rows)], 0 to 1."""
        if self._matrix is None:
            return np.zeros(len(rows), dtype=np.float32)
        query = np.zeros(len(self._ngrams.places), dtype=np.float32)
        places, weights = self._ngrams.row(text)
        query[places] = weights
        cosines: Floats = np.asarray(self._matrix[rows] @ query, dtype=np.float32)
        return cosines
