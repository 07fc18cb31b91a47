"""`evaluate intents`: the whole understanding of a message, trained on the other folds, tested on each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from evaluation.figures import macro_f1
from evaluation.lines import BadFile, BadLine, take_text
from evaluation.progress import Progress, say_nothing
from nlu.calibration import expected_calibration_error
from nlu.classifier import IntentClassifier
from nlu.text import normalise

Vectors = NDArray[np.float32]
Probabilities = tuple[list[str], NDArray[np.float64]]


@dataclass(frozen=True)
class Labelled:
    """A message with its intent."""

    text: str
    label: str
    fold: str

    @classmethod
    def parse(cls, value: dict[str, Any]) -> Labelled:
        """From one line. Raises BadLine."""
        fold = value.get("fold")
        if not isinstance(fold, str | int) or isinstance(fold, bool) or fold == "":
            raise BadLine('"fold" must be a number or a name')
        return cls(take_text(value, "text"), take_text(value, "label"), str(fold))


class Model(Protocol):
    """Trains on normal forms [n], vectors [n, dimension] and labels [n]; classifies others."""

    def __call__(
        self, texts: Sequence[str], vectors: Vectors, labels: Sequence[str], unseen: Sequence[str],
        unseen_vectors: Vectors,
    ) -> Probabilities:  # fmt: skip
        """Labels [k] and their probabilities [m, k] for the unseen texts [m]."""
        ...


@dataclass(frozen=True)
class Fold:
    """The figures of one fold, tested after training on all others."""

    fold: str
    rows: int
    trained_on: int
    accuracy: float
    macro_f1: float
    ece: float
    seconds: float  # training and classification; of the embeddings, the intents' own alone

    def as_json(self) -> dict[str, Any]:
        """All fields, rounded."""
        return {
            key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Tested:
    """The rows of one fold with what was said of them."""

    fold: Fold
    truth: list[str]
    given: list[str]
    confidence: NDArray[np.float64]


def classify(
    texts: Sequence[str], vectors: Vectors, labels: Sequence[str], unseen: Sequence[str],
    unseen_vectors: Vectors,
) -> Probabilities:  # fmt: skip
    """The product's own classifier, its calibration included."""
    return IntentClassifier.fit(texts, vectors, labels).predict_proba(unseen, unseen_vectors)


def evaluate_intents(
    rows: Sequence[Labelled],
    encode: Callable[[Sequence[str], Callable[[int, int], None]], Vectors],
    model: Model = classify,
    normal_form: Callable[[str], str] = lambda text: normalise(text).text,
    tell: Progress = say_nothing,
) -> dict[str, Any]:
    """Train and test on each fold; the figures as the command prints them.

    `encode` turns normal forms into query vectors and is called once. Confidence decides nothing here:
    the gate that sends an unsure message to the knowledge base belongs to our intents, not to a file's.
    Raises BadFile when the rows have fewer than two folds.
    """
    names = sorted({row.fold for row in rows}, key=lambda name: (len(name), name))  # numbers in their order
    if len(names) < 2:
        raise BadFile(
            f'all lines have the fold {names[0] if names else "-"}: give "fold" at least two values, '
            "since each is tested after training on the others"
        )
    began = time.perf_counter()
    texts = [normal_form(row.text) for row in rows]
    vectors = encode(texts, lambda done, total: tell("embedding", done, total))
    tested = []
    for done, name in enumerate(names):
        tell("folds", done, len(names))
        tested.append(_test(name, rows, texts, vectors, model))
    tell("folds", len(names), len(names))
    truth = [label for part in tested for label in part.truth]
    given = [label for part in tested for label in part.given]
    right = np.array([t == g for t, g in zip(truth, given, strict=True)], dtype=bool)
    confidence = np.concatenate([part.confidence for part in tested])
    return {
        "accuracy": round(float(right.mean()), 4),
        "macro_f1": round(macro_f1(truth, given), 4),
        "ece": round(expected_calibration_error(confidence, right), 4),
        "seconds": round(time.perf_counter() - began, 1),
        "rows": len(rows),
        "folds": [part.fold.as_json() for part in tested],
    }


def _test(
    name: str, rows: Sequence[Labelled], texts: Sequence[str], vectors: Vectors, model: Model
) -> Tested:
    began = time.perf_counter()
    unseen = [at for at, row in enumerate(rows) if row.fold == name]
    others = [at for at, row in enumerate(rows) if row.fold != name]
    counts = Counter(rows[at].label for at in others)
    # One example teaches no classifier that validates itself; such a label is tested all the same.
    seen = [at for at in others if counts[rows[at].label] > 1]
    if len({rows[at].label for at in seen}) < 2:
        raise BadFile(f"outside the fold {name} fewer than two labels have two examples: add lines")
    labels, probabilities = model(
        [texts[at] for at in seen], vectors[seen], [rows[at].label for at in seen],
        [texts[at] for at in unseen], vectors[unseen],
    )  # fmt: skip
    truth = [rows[at].label for at in unseen]
    given = [labels[best] for best in probabilities.argmax(axis=1)]
    confidence: NDArray[np.float64] = probabilities.max(axis=1)
    right = np.array([t == g for t, g in zip(truth, given, strict=True)], dtype=bool)
    figures = Fold(
        fold=name,
        rows=len(unseen),
        trained_on=len(seen),
        accuracy=float(right.mean()),
        macro_f1=macro_f1(truth, given),
        ece=expected_calibration_error(confidence, right),
        seconds=time.perf_counter() - began,
    )
    return Tested(figures, truth, given, confidence)
