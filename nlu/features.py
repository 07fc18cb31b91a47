"""What the intent classifier sees of a message: its letters, its lemmas and its vector."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.ngrams import Ngrams, lemma_ngrams, letter_ngrams

Floats = NDArray[np.float32]
MANY_EXAMPLES = 3000


@dataclass(frozen=True)
class Features:
    """Letter n-grams (typos, endings), lemma n-grams (wording), and the centred vector (meaning).

    The three blocks have rows of about length 1, so that one regularisation fits all.
    """

    letters: Ngrams
    words: Ngrams
    mean: Floats
    scale: float

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Floats) -> "Features":
        """Learn vocabularies and the vectors' mean from `texts` [n] and `vectors` [n, dimension]."""
        # A small training set has few repeated n-grams, so all are kept; a large one does without rare ones.
        rare = 2 if len(texts) > MANY_EXAMPLES else 1
        mean = vectors.mean(axis=0).astype(np.float32)
        spread = float(np.sqrt(np.mean(np.sum((vectors - mean) ** 2, axis=1))))
        letters = Ngrams.fit(letter_ngrams, texts, rare)
        words = Ngrams.fit(lemma_ngrams, texts, 1)
        return cls(letters, words, mean, 1.0 / max(spread, 1e-6))

    def matrices(self, texts: Sequence[str], vectors: Floats) -> tuple[Any, Any, Floats]:
        """Return the three blocks for training: CSR, CSR and dense, one row a text."""
        return self.letters.matrix(texts), self.words.matrix(texts), self.dense(vectors)

    def dense(self, vectors: Floats) -> Floats:
        """Return centred vectors [n, dimension] of length about 1."""
        centred: Floats = ((vectors - self.mean) * self.scale).astype(np.float32)
        return centred
