import numpy as np

from evaluation.baseline import classify_by_letters, encode_nothing


def test_two_and_three_labels_have_probabilities() -> None:
    texts = ["привет", "приветик", "пока", "покеда", "спасибо", "спасибочки"]
    labels = ["greet", "greet", "bye", "bye", "thanks", "thanks"]
    nothing = encode_nothing(texts)
    for count in (4, 6):
        names, shares = classify_by_letters(texts[:count], nothing, labels[:count], ["привет"], nothing)
        assert names == sorted(set(labels[:count]))
        assert np.allclose(shares.sum(axis=1), 1)
        assert names[int(shares[0].argmax())] == "greet"
