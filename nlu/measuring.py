"""Measures candidates for the intent classifier on labelled texts: the figures of ADR 0001.

`python -m nlu.measuring TRAIN.jsonl TEST.jsonl`, one JSON object with `text` and `label` a line. Scores
are calibrated on cross-validated scores of the training texts, then measured on the test texts.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Doubles, Indices, expected_calibration_error, fit_temperature, softmax
from nlu.classifier import IntentClassifier
from nlu.features import Features, Messages
from nlu.shared import shared_encoder
from nlu.text import normalise

FOLDS = 3
Blocks = Callable[[Features, Messages], Any]


@dataclass(frozen=True)
class Examples:
    """Messages [n] and their labels [n]."""

    messages: Messages
    labels: list[str]

    def take(self, places: Indices) -> "Examples":
        """Return the examples at `places`."""
        return Examples(self.messages.take(places), [self.labels[place] for place in places])


@dataclass(frozen=True)
class Figures:
    """What was measured of one candidate."""

    name: str
    accuracy: float
    macro_f1: float
    ece_temperature: float
    ece_isotonic: float
    seconds: float


def read_examples(path: Path) -> Examples:
    """Read, normalise and embed the texts of a JSON Lines file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    texts = [normalise(row["text"]).text for row in rows]
    messages = Messages.read(texts, shared_encoder().encode_queries(texts))
    return Examples(messages, [row["label"] for row in rows])


def _letters(features: Features, messages: Messages) -> Any:
    return features.letters.matrix(messages.texts)


def _vector(features: Features, messages: Messages) -> Any:
    return features.vector.apply(messages.vectors)


def _universal(features: Features, messages: Messages) -> Any:
    return features.universal.apply(messages.universal)


def _blocks(*places: int) -> Blocks:
    from scipy.sparse import csr_matrix, hstack

    def chosen(features: Features, messages: Messages) -> Any:
        blocks = features.matrices(messages)
        return hstack([csr_matrix(blocks[place]) for place in places]).tocsr()

    return chosen


def candidates() -> Iterator[tuple[str, Blocks, Callable[[], Any]]]:
    """Yield (name, blocks of features, new untrained model)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    def svm() -> Any:
        return LinearSVC(C=0.5, random_state=0)

    yield "letters, SVM", _letters, svm
    yield "vector, logistic regression", _vector, lambda: LogisticRegression(C=30, max_iter=100)
    yield "vector, SVM", _vector, svm
    yield "universal vector, SVM", _universal, svm
    yield "letters + vector, SVM", _blocks(0, 2), svm
    yield "letters + lemmas + vector, SVM", _blocks(0, 1, 2), svm
    yield "letters + lemmas + universal vector, SVM", _blocks(0, 1, 3), svm
    yield "letters + lemmas + both vectors, SVM", _blocks(0, 1, 2, 3), svm


def measure(name: str, blocks: Blocks, new: Callable[[], Any], train: Examples, test: Examples) -> Figures:
    """Train one candidate, calibrate it both ways, and measure it."""
    from sklearn.model_selection import StratifiedKFold

    started = time.perf_counter()
    classes, scores = _scores(blocks, new, train, test)
    seconds = time.perf_counter() - started
    places = {label: place for place, label in enumerate(classes)}
    truth: Indices = np.array([places[label] for label in train.labels])
    unseen = np.full((len(truth), len(classes)), float(scores.min()))
    for seen, held in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(truth, truth):
        some, fold = _scores(blocks, new, train.take(seen), train.take(held))
        unseen[np.ix_(held, [places[label] for label in some])] = fold
    right = np.array([places.get(label, -1) for label in test.labels]) == scores.argmax(axis=1)
    by_temperature = softmax(scores, fit_temperature(unseen, truth)).max(axis=1)
    return Figures(
        name,
        float(right.mean()),
        _macro_f1([classes[place] for place in scores.argmax(axis=1)], test.labels),
        expected_calibration_error(by_temperature, right),
        expected_calibration_error(_isotonic(unseen, truth, scores), right),
        seconds,
    )


def measure_chosen(train: Examples, test: Examples) -> Figures:
    """Measure the classifier as the product has it; the seconds include its calibration."""
    started = time.perf_counter()
    chosen = IntentClassifier.fit(train.messages.texts, train.messages.vectors, train.labels)
    seconds = time.perf_counter() - started
    labels, shares = chosen.predict_proba(test.messages.texts, test.messages.vectors)
    guesses = [labels[place] for place in shares.argmax(axis=1)]
    right = np.array(guesses) == np.array(test.labels)
    error = expected_calibration_error(shares.max(axis=1), right)
    return Figures(
        "the product's", float(right.mean()), _macro_f1(guesses, test.labels), error, float("nan"), seconds
    )


def _scores(
    blocks: Blocks, new: Callable[[], Any], train: Examples, test: Examples
) -> tuple[list[str], Doubles]:
    features = Features.fit(train.messages)
    model = new().fit(blocks(features, train.messages), train.labels)
    scores: Doubles = model.decision_function(blocks(features, test.messages))
    return list(model.classes_), scores


def _isotonic(unseen: Doubles, truth: Indices, scores: Doubles) -> NDArray[np.float64]:
    """Return the best class's probability by one isotonic curve a class, made to add up to one."""
    from sklearn.isotonic import IsotonicRegression

    columns = [
        IsotonicRegression(out_of_bounds="clip", y_min=1e-6)
        .fit(unseen[:, k], truth == k)
        .predict(scores[:, k])
        for k in range(scores.shape[1])
    ]
    shares = np.stack(columns, axis=1)
    best: NDArray[np.float64] = (shares / shares.sum(axis=1, keepdims=True))[
        np.arange(len(scores)), scores.argmax(axis=1)
    ]
    return best


def _macro_f1(guesses: Sequence[str], labels: Sequence[str]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(labels, guesses, average="macro", labels=sorted(set(labels))))


def _print(row: Figures) -> None:
    sys.stdout.write(
        f"{row.accuracy:8.4f}  {row.macro_f1:8.4f}  {row.ece_temperature:9.4f}  {row.ece_isotonic:9.4f}"
        f"  {row.seconds:7.1f}  {row.name}\n"
    )
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Print a table, a candidate a line."""
    train, test = (read_examples(Path(argument)) for argument in arguments)
    sys.stdout.write("accuracy  macro-F1  ECE temp.  ECE isot.  seconds  candidate\n")
    _print(measure_chosen(train, test))
    for candidate in candidates():
        _print(measure(*candidate, train, test))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
