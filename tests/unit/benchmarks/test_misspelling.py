"""What the measurement of misspelling reads and keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.kept_vectors import KeptVectors
from benchmarks.lexicon import count_words
from benchmarks.misspelling import GOLD, ROOT, read_rows, read_training
from nlu.encoder import Encoder


class Counting:
    """A backend that counts what it is asked for."""

    dimension, kind = 2, "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def digest(self) -> str:
        return "0"

    def embed(self, texts: list[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_vectors_are_asked_for_once(tmp_path: Path) -> None:
    backend = Counting()
    encoder = Encoder(backend, {"query": "q "})  # type: ignore[arg-type]
    first = KeptVectors(encoder, tmp_path).encode_queries(["да", "нет", "да"])
    second = KeptVectors(encoder, tmp_path).encode_queries(["нет", "да"])
    assert backend.asked == ["q да", "q нет"]
    assert (first[[1, 0]] == second).all()


def test_examples_lose_their_marks() -> None:
    taught = read_training(ROOT / "training_data")
    assert {"question", "person", "application_status"} <= {intent for _, intent in taught}
    assert not any("](" in text for text, _ in taught)
    assert len(read_rows(GOLD)) >= 150


def test_words_are_counted_small_and_without_yo() -> None:
    assert count_words(["Ёлка, ёлка 12 кто-то pdf"]) == {"елка": 2, "кто-то": 1}
