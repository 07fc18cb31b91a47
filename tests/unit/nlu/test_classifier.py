import time
from pathlib import Path

import numpy as np
import pytest

from nlu.classifier import IntentClassifier
from nlu.errors import ClassifierError
from nlu.features import Messages

WORDS = {
    "greet": ["привет", "здравствуйте", "добрый день", "доброе утро", "приветствую вас", "добрый вечер"],
    "person": [
        "позовите оператора",
        "нужен оператор",
        "живой человек",
        "дайте человека",
        "оператор где",
        "человека",
    ],
    "question": [
        "как получить паспорт",
        "сколько стоит",
        "где справка",
        "какие документы",
        "когда выдадут",
        "график",
    ],
}
TEXTS = [text for texts in WORDS.values() for text in texts]
LABELS = [label for label, texts in WORDS.items() for _ in texts]


def vectors(seed: int = 0) -> np.ndarray:
    """Vectors whose first three numbers say the intent, faintly."""
    random = np.random.default_rng(seed)
    drawn = random.normal(size=(len(TEXTS), 16)).astype(np.float32)
    drawn[np.arange(len(TEXTS)), [sorted(WORDS).index(label) for label in LABELS]] += 1.5
    return drawn


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return IntentClassifier.fit(TEXTS, vectors(), LABELS)


def test_it_learns_what_it_was_shown(classifier: IntentClassifier) -> None:
    labels, probabilities = classifier.predict_proba(TEXTS, vectors())

    assert labels == ["greet", "person", "question"]
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert [labels[best] for best in probabilities.argmax(axis=1)] == LABELS


def test_it_is_the_same_after_storing(classifier: IntentClassifier, tmp_path: Path) -> None:
    classifier.save(tmp_path / "intents.npz")
    loaded = IntentClassifier.load(tmp_path / "intents.npz")

    assert loaded.labels == classifier.labels
    assert np.allclose(
        loaded.predict_proba(TEXTS, vectors(1))[1], classifier.predict_proba(TEXTS, vectors(1))[1]
    )


def test_training_is_repeatable(classifier: IntentClassifier) -> None:
    again = IntentClassifier.fit(TEXTS, vectors(), LABELS)

    assert again.temperature == classifier.temperature
    assert np.array_equal(again.weights.letters, classifier.weights.letters)


def test_two_intents_are_enough() -> None:
    chosen = [place for place, label in enumerate(LABELS) if label != "greet"]
    classifier = IntentClassifier.fit(
        [TEXTS[i] for i in chosen], vectors()[chosen], [LABELS[i] for i in chosen]
    )
    labels, probabilities = classifier.predict_proba(["позовите оператора"], vectors()[6:7])

    assert labels[int(probabilities[0].argmax())] == "person"


def test_beside_its_vectors_a_message_takes_less_than_a_millisecond(classifier: IntentClassifier) -> None:
    message = Messages.read(["где мой паспорт и почему так долго"], vectors()[:1])
    classifier.judge(message)
    times = []
    for _ in range(50):
        started = time.perf_counter()
        classifier.judge(message)
        times.append(time.perf_counter() - started)

    assert np.median(times) < 0.001


def test_an_empty_text_and_no_text_at_all(classifier: IntentClassifier) -> None:
    assert classifier.predict_proba([""], vectors()[:1])[1].shape == (1, 3)
    assert classifier.predict_proba([], vectors()[:0])[1].shape == (0, 3)


def test_another_encoder_is_noticed(classifier: IntentClassifier) -> None:
    with pytest.raises(ClassifierError, match="the encoder has changed, run `otklik train`"):
        classifier.predict_proba(["да"], np.zeros((1, 5), dtype=np.float32))


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (["а", "б"], ["x", "x"], "At least two intents"),
        (["а", "б", "в"], ["x", "x", "y"], "too few have: y"),
        (["а", "б"], ["x"], "do not match"),
    ],
)
def test_bad_training_data_is_named(texts: list[str], labels: list[str], message: str) -> None:
    with pytest.raises(ClassifierError, match=message):
        IntentClassifier.fit(texts, np.zeros((len(texts), 4), dtype=np.float32), labels)


def test_a_missing_or_foreign_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match=r"intents\.npz.*run `otklik train`"):
        IntentClassifier.load(tmp_path / "intents.npz")
    (tmp_path / "intents.npz").write_bytes(b"not an archive")
    with pytest.raises(ClassifierError, match=r"intents\.npz"):
        IntentClassifier.load(tmp_path / "intents.npz")


def test_another_version_is_refused(
    classifier: IntentClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier.save(tmp_path / "intents.npz")
    monkeypatch.setattr("nlu.classifier.FORMAT", 99)

    with pytest.raises(ClassifierError, match="of another version"):
        IntentClassifier.load(tmp_path / "intents.npz")
