"""From scores to probabilities that mean what they say, and the measure of how well they do."""

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Indices = NDArray[np.int64]


def softmax(scores: Doubles, temperature: float = 1.0) -> Doubles:
    """Return probabilities [n, k] of `scores` [n, k] divided by `temperature`."""
    shifted = scores / temperature
    shifted = shifted - shifted.max(axis=1, keepdims=True)
    exponents = np.exp(shifted)
    probabilities: Doubles = exponents / exponents.sum(axis=1, keepdims=True)
    return probabilities


def fit_temperature(scores: Doubles, truth: Indices) -> float:
    """Return the temperature at which the log loss of `scores` [n, k] against class indices [n] is least."""
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(truth))

    def log_loss(log_temperature: float) -> float:
        chosen = softmax(scores, float(np.exp(log_temperature)))[rows, truth]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    best = minimize_scalar(log_loss, bounds=(np.log(0.02), np.log(20.0)), method="bounded")
    return float(np.exp(best.x))


def expected_calibration_error(confidence: Doubles, right: NDArray[np.bool_], bins: int = 15) -> float:
    """Return the mean distance between confidence and accuracy over equal-width bins (ECE, 0 is perfect)."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for place in np.unique(places):
        inside = places == place
        error += float(inside.mean()) * abs(float(right[inside].mean()) - float(confidence[inside].mean()))
    return error
