"""TF-IDF over n-grams, in a form made for one short message at a time.

scikit-learn's vectorizer takes over a millisecond a call, however short the text; this takes a tenth.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.words import WORD, lemmas

Floats = NDArray[np.float32]
Split = Callable[[str], Iterable[str]]

SHORTEST, LONGEST = 2, 5


def letter_ngrams(text: str) -> Iterator[str]:
    """Yield the n-grams of 2 to 5 letters inside each word, its edges marked by spaces."""
    for word in WORD.findall(text.lower()):
        framed = f" {word} "
        for size in range(SHORTEST, min(LONGEST, len(framed)) + 1):
            for start in range(len(framed) - size + 1):
                yield framed[start : start + size]


def lemma_ngrams(text: str) -> Iterator[str]:
    """Yield the lemmas of `text` and its pairs of neighbouring lemmas."""
    words = lemmas(text)
    yield from words
    for left, right in pairwise(words):
        yield f"{left} {right}"


@dataclass(frozen=True)
class Ngrams:
    """A vocabulary of n-grams with their inverse document frequencies, float32 [vocabulary]."""

    split: Split
    places: dict[str, int]
    idf: Floats

    @classmethod
    def fit(cls, split: Split, texts: Sequence[str], rare: int) -> "Ngrams":
        """Learn the n-grams that `split` finds in at least `rare` of `texts`."""
        found: Counter[str] = Counter()
        for text in texts:
            found.update(set(split(text)))
        kept = sorted(ngram for ngram, count in found.items() if count >= rare)
        idf = [math.log((1 + len(texts)) / (1 + found[ngram])) + 1 for ngram in kept]
        return cls(split, {ngram: place for place, ngram in enumerate(kept)}, np.array(idf, dtype=np.float32))

    def row(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """Return the places of the n-grams of `text` and their weights, a sparse row of length 1."""
        counts = Counter(place for ngram in self.split(text) if (place := self.places.get(ngram)) is not None)
        places = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.idf[
            places
        ]
        return places, weights / max(float(np.linalg.norm(weights)), 1e-9)

    def matrix(self, texts: Sequence[str]) -> Any:
        """Return all rows as scipy CSR [len(texts), vocabulary]."""
        from scipy.sparse import csr_matrix

        rows = [self.row(text) for text in texts]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        places = np.concatenate([row[0] for row in rows])
        weights = np.concatenate([row[1] for row in rows])
        return csr_matrix((weights, places, ends), shape=(len(texts), len(self.places)))

    def score(self, text: str, layer: Floats) -> Floats:
        """Return the scores [k] of one text under a linear layer [vocabulary, k]."""
        places, weights = self.row(text)
        scores: Floats = weights @ layer[places]
        return scores
