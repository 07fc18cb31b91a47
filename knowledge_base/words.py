"""BM25 over lemmas: what words an article shares with a question."""

from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75


class WordIndex:
    """BM25 over documents given as lists of lemmas."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._size = len(documents)
        self._documents = [frozenset(document) for document in documents]
        self._index = bm25s.BM25(k1=K1, b=B)
        self._empty = not any(self._documents)
        if not self._empty:  # the library cannot index a corpus without words
            self._index.index([list(document) for document in documents], show_progress=False)

    def scores(self, lemmas: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every document, float32 [documents]; zeros when no word is known."""
        known = [] if self._empty else self._index.get_tokens_ids(list(lemmas))
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._index.get_scores_from_ids(known)
        return scores

    def shared(self, document: int, lemmas: Sequence[str]) -> tuple[str, ...]:
        """Lemmas of a question that the document holds, in the question's order, each once."""
        return tuple(lemma for lemma in dict.fromkeys(lemmas) if lemma in self._documents[document])
