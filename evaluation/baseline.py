"""What simple means reach: letter n-grams and a linear SVM, without encoder, normal form or calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.intents import Probabilities, Vectors
from nlu.calibration import softmax

NGRAMS = (2, 5)


def classify_by_letters(
    texts: Sequence[str], vectors: Vectors, labels: Sequence[str], unseen: Sequence[str],
    unseen_vectors: Vectors,
) -> Probabilities:  # fmt: skip
    """TF-IDF over 2 to 5 letters with a linear SVM, as scikit-learn has them by default."""
    del vectors, unseen_vectors
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=NGRAMS, sublinear_tf=True)
    model = LinearSVC(random_state=0).fit(letters.fit_transform(texts), labels)
    scores: NDArray[np.float64] = model.decision_function(letters.transform(unseen))
    if scores.ndim == 1:  # two labels have one score between them
        scores = np.column_stack([-scores, scores])
    return list(model.classes_), softmax(scores)


def encode_nothing(texts: Sequence[str], _: object = None) -> Vectors:
    """Vectors of no length, for a model that reads none."""
    return np.zeros((len(texts), 0), dtype=np.float32)
