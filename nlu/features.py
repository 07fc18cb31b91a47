"""What the intent classifier sees of a message: its letters, its lemmas and its two vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.ngrams import Ngrams, lemma_ngrams, letter_ngrams
from nlu.universal import universal_vectors

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
MANY_EXAMPLES = 3000


@dataclass(frozen=True)
class Messages:
    """n messages: normal forms, the search's query vectors [n, dimension], universal vectors [n, 512]."""

    texts: Sequence[str]
    vectors: Floats
    universal: Floats

    @classmethod
    def read(cls, texts: Sequence[str], vectors: Floats) -> "Messages":
        """From normal forms and their query vectors."""
        return cls(texts, vectors, universal_vectors(texts))

    def take(self, places: Places) -> "Messages":
        """The messages at `places`."""
        return Messages([self.texts[place] for place in places], self.vectors[places], self.universal[places])


@dataclass(frozen=True)
class Centre:
    """Where the vectors of a training set lie and how far they spread: `mean` [dimension], 1 / spread."""

    mean: Floats
    scale: float

    @classmethod
    def fit(cls, vectors: Floats) -> "Centre":
        """From vectors [n, dimension]."""
        mean = vectors.mean(axis=0).astype(np.float32)
        spread = float(np.sqrt(np.mean(np.sum((vectors - mean) ** 2, axis=1))))
        return cls(mean, 1.0 / max(spread, 1e-6))

    def apply(self, vectors: Floats) -> Floats:
        """Centred vectors [n, dimension] of length about 1."""
        centred: Floats = ((vectors - self.mean) * self.scale).astype(np.float32)
        return centred


@dataclass(frozen=True)
class Features:
    """Letter n-grams (typos, endings), lemma n-grams (wording), and two centred vectors (meaning).

    The four blocks have rows of about length 1, so that one regularisation fits all.
    """

    letters: Ngrams
    words: Ngrams
    vector: Centre
    universal: Centre

    @classmethod
    def fit(cls, messages: Messages) -> "Features":
        """Learn vocabularies and the vectors' centres."""
        texts = messages.texts
        # A small training set has few repeated n-grams, so all are kept; a large one does without rare ones.
        rare = 2 if len(texts) > MANY_EXAMPLES else 1
        return cls(
            Ngrams.fit(letter_ngrams, texts, rare),
            Ngrams.fit(lemma_ngrams, texts, 1),
            Centre.fit(messages.vectors),
            Centre.fit(messages.universal),
        )

    def matrices(self, messages: Messages) -> tuple[Any, Any, Floats, Floats]:
        """Return the four blocks for training: CSR, CSR, dense and dense, one row a message."""
        return (
            self.letters.matrix(messages.texts),
            self.words.matrix(messages.texts),
            self.vector.apply(messages.vectors),
            self.universal.apply(messages.universal),
        )
