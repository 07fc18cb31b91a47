from collections.abc import Callable, Sequence

import numpy as np
import pytest

from evaluation.baseline import classify_by_letters, encode_nothing
from evaluation.intents import Labelled, Vectors, evaluate_intents
from evaluation.lines import BadFile, BadLine

SAYINGS = {
    "greet": ["привет", "здравствуйте", "добрый день", "приветик"],
    "status": ["где моё заявление", "что с заявлением", "статус заявления", "готово ли заявление"],
}
ROWS = [
    Labelled(text, label, str(number % 2))
    for label, texts in SAYINGS.items()
    for number, text in enumerate(texts)
]


def encode(texts: Sequence[str], tell: Callable[[int, int], None]) -> Vectors:
    """A vector that knows the one word that matters."""
    tell(len(texts), len(texts))
    known = np.array([[1.0, 0.0] if "заявлен" in text else [0.0, 1.0] for text in texts], dtype=np.float32)
    assert all("ё" not in text for text in texts), "the texts are not in their normal form"
    return known


def test_every_fold_is_tested() -> None:
    figures = evaluate_intents(ROWS, encode)
    assert [(fold["fold"], fold["rows"], fold["trained_on"]) for fold in figures["folds"]] == [
        ("0", 4, 4),
        ("1", 4, 4),
    ]
    assert figures["accuracy"] == 1.0
    assert figures["macro_f1"] == 1.0
    assert 0 <= figures["ece"] <= 1
    assert {"accuracy", "macro_f1", "ece", "seconds", "folds"} <= figures.keys()


def test_a_label_with_one_example_is_tested_all_the_same() -> None:
    lonely = [*ROWS, Labelled("спасибо", "thanks", "0"), Labelled("спасибо", "thanks", "1")]
    figures = evaluate_intents(lonely, encode)
    assert figures["rows"] == 10
    assert figures["accuracy"] == 0.8


def test_one_fold_is_a_clear_error() -> None:
    with pytest.raises(BadFile, match="at least two values"):
        evaluate_intents([Labelled("привет", "greet", "0")], encode)


def test_the_baseline_needs_no_encoder() -> None:
    figures = evaluate_intents(ROWS, encode_nothing, classify_by_letters, str)
    assert figures["folds"][0]["accuracy"] >= 0.5


@pytest.mark.parametrize("fold", [None, True, "", 1.5])
def test_a_fold_is_a_number_or_a_name(fold: object) -> None:
    with pytest.raises(BadLine, match="fold"):
        Labelled.parse({"text": "да", "label": "affirm", "fold": fold})


def test_a_line_is_read() -> None:
    assert Labelled.parse({"text": "да", "label": "affirm", "fold": 1}) == Labelled("да", "affirm", "1")
