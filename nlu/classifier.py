"""Intent classifier: a linear model over letters, lemmas and two sentence vectors; calibrated probabilities.

Chosen by measurement: docs/adr/0001-intent-classifier.md. No Rasa here: `otklik evaluate` uses the same.
"""

import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Doubles, Indices, fit_temperature, softmax
from nlu.errors import ClassifierError
from nlu.features import MANY_EXAMPLES, Centre, Features, Floats, Messages
from nlu.ngrams import Ngrams, Split, lemma_ngrams, letter_ngrams

FORMAT = 2
REGULARISATION = 0.5
FOLDS = 5
FOLDS_OF_MANY = 3  # enough for one number, the temperature, and half the time
_LAYERS = ("letters", "words", "vector", "universal", "bias")


@dataclass(frozen=True)
class Weights:
    """A linear layer, split by block of features: float32 [features, k] each, and [k] for the bias."""

    letters: Floats
    words: Floats
    vector: Floats
    universal: Floats
    bias: Floats


@dataclass(frozen=True)
class IntentClassifier:
    """Trained classifier; use `fit` or `load`. May be used from several threads."""

    labels: list[str]
    features: Features
    weights: Weights
    temperature: float

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Floats, labels: Sequence[str]) -> "IntentClassifier":
        """Train on normal forms [n], their query vectors [n, dimension] and intents [n].

        The temperature is fitted on scores that cross-validation gave to examples it had not seen.
        Raises ClassifierError when there are fewer than two intents or two examples of one.
        """
        _check(texts, vectors, labels)
        names = sorted(set(labels))
        truth: Indices = np.array([names.index(label) for label in labels], dtype=np.int64)
        messages = Messages.read(texts, vectors)
        scores = _unseen_scores(messages, truth, len(names))
        features = Features.fit(messages)
        weights = _fit_weights(features, messages, truth)
        return cls(names, features, weights, fit_temperature(scores, truth))

    def predict_proba(self, texts: Sequence[str], vectors: Floats) -> tuple[list[str], Doubles]:
        """Return labels [k] and their probabilities [n, k] for normal forms [n], vectors [n, dimension]."""
        dimension = self.features.vector.mean.shape[0]
        if vectors.ndim != 2 or vectors.shape[1] != dimension:
            raise ClassifierError(
                f"The classifier was trained on vectors of {dimension} numbers and was "
                f"given {vectors.shape[-1]}: the encoder has changed, run `otklik train`"
            )
        return self.labels, self.judge(Messages.read(texts, vectors))

    def judge(self, messages: Messages) -> Doubles:
        """Return the probabilities [n, k] of `labels` for n messages."""
        return softmax(_scores(self.features, self.weights, messages), self.temperature)

    def save(self, path: Path) -> None:
        """Store as plain arrays (npz): loading them executes nothing that is in the file."""
        state: dict[str, Any] = {
            "format": np.array([FORMAT]),
            "labels": _pack(self.labels),
            "temperature": np.array([self.temperature]),
            "letters": _pack(list(self.features.letters.places)),
            "letters_idf": self.features.letters.idf,
            "words": _pack(list(self.features.words.places)),
            "words_idf": self.features.words.idf,
            **_pack_centre("vector", self.features.vector),
            **_pack_centre("universal", self.features.universal),
        }
        layers = {f"layer_{name}": getattr(self.weights, name) for name in _LAYERS}
        with path.open("wb") as file:
            np.savez(file, **state, **layers)

    @classmethod
    def load(cls, path: Path) -> "IntentClassifier":
        """Load what `save` stored. Raises ClassifierError if it is missing, damaged or of another version."""
        try:
            with np.load(path, allow_pickle=False) as state:
                if int(state["format"][0]) != FORMAT:
                    raise ClassifierError(f"The classifier {path} is of another version; run `otklik train`")
                letters = _unpack_ngrams(letter_ngrams, state["letters"], state["letters_idf"])
                words = _unpack_ngrams(lemma_ngrams, state["words"], state["words_idf"])
                centres = (_unpack_centre(name, state) for name in ("vector", "universal"))
                features = Features(letters, words, *centres)
                weights = Weights(*(state[f"layer_{name}"] for name in _LAYERS))
                return cls(_unpack(state["labels"]), features, weights, float(state["temperature"][0]))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ClassifierError(
                f"Cannot load the classifier {path} ({error}); run `otklik train`"
            ) from error


def _pack(texts: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpack(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n") if packed.size else []


def _unpack_ngrams(split: Split, packed: NDArray[np.uint8], idf: Floats) -> Ngrams:
    return Ngrams(split, {ngram: place for place, ngram in enumerate(_unpack(packed))}, idf)


def _pack_centre(name: str, centre: Centre) -> dict[str, Any]:
    return {f"{name}_mean": centre.mean, f"{name}_scale": np.array([centre.scale])}


def _unpack_centre(name: str, state: Any) -> Centre:
    return Centre(state[f"{name}_mean"], float(state[f"{name}_scale"][0]))


def _check(texts: Sequence[str], vectors: Floats, labels: Sequence[str]) -> None:
    if not len(texts) == len(vectors) == len(labels):
        raise ClassifierError(
            f"{len(texts)} texts, {len(vectors)} vectors and {len(labels)} intents do not match"
        )
    counts = Counter(labels)
    if len(counts) < 2:
        raise ClassifierError("At least two intents are needed; add examples to training_data/")
    lonely = sorted(label for label, count in counts.items() if count < 2)
    if lonely:
        raise ClassifierError(f"Give at least two examples to each intent; too few have: {', '.join(lonely)}")


def _unseen_scores(messages: Messages, truth: Indices, classes: int) -> Doubles:
    from sklearn.model_selection import StratifiedKFold

    most = FOLDS if len(truth) < MANY_EXAMPLES else FOLDS_OF_MANY
    folds = min(most, int(np.bincount(truth).min()))
    scores = np.empty((len(truth), classes))
    for seen, unseen in StratifiedKFold(folds, shuffle=True, random_state=0).split(truth, truth):
        known = messages.take(seen)
        features = Features.fit(known)
        weights = _fit_weights(features, known, truth[seen])
        scores[unseen] = _scores(features, weights, messages.take(unseen))
    return scores


def _fit_weights(features: Features, messages: Messages, truth: Indices) -> Weights:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.svm import LinearSVC

    blocks = features.matrices(messages)
    rows = hstack([csr_matrix(block) for block in blocks]).tocsr()
    model = LinearSVC(C=REGULARISATION, random_state=0).fit(rows, truth)
    layer: NDArray[np.float32] = model.coef_.T.astype(np.float32)
    bias = model.intercept_.astype(np.float32)
    if layer.shape[1] == 1:  # with two classes scikit-learn keeps the scores of the second alone
        layer, bias = np.hstack([-layer, layer]), np.hstack([-bias, bias])
    ends = np.cumsum([block.shape[1] for block in blocks])[:-1]
    letters, words, vector, universal = np.split(layer, ends)
    return Weights(letters, words, vector, universal, bias)


def _scores(features: Features, weights: Weights, messages: Messages) -> Doubles:
    by_vectors = (
        features.vector.apply(messages.vectors) @ weights.vector
        + features.universal.apply(messages.universal) @ weights.universal
        + weights.bias
    )
    by_text = [
        features.letters.score(text, weights.letters) + features.words.score(text, weights.words)
        for text in messages.texts
    ]
    scores: Doubles = (by_vectors + np.array(by_text).reshape(by_vectors.shape)).astype(np.float64)
    return scores
