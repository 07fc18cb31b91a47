import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.calibration import expected_calibration_error, fit_temperature, softmax


@given(
    st.lists(st.lists(st.floats(-50, 50), min_size=3, max_size=3), min_size=1, max_size=5),
    st.floats(0.05, 10),
)
def test_probabilities_add_up_and_keep_the_order(rows: list[list[float]], temperature: float) -> None:
    scores = np.array(rows)
    probabilities = softmax(scores, temperature)

    assert np.allclose(probabilities.sum(axis=1), 1)
    assert np.all(probabilities.max(axis=1) == probabilities[np.arange(len(rows)), scores.argmax(axis=1)])


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_the_temperature_that_made_the_answers_is_found(temperature: float) -> None:
    random = np.random.default_rng(0)
    scores = random.normal(size=(4000, 4)) * 3
    chances = softmax(scores, temperature)
    truth = np.array([random.choice(4, p=row) for row in chances])

    assert fit_temperature(scores, truth) == pytest.approx(temperature, rel=0.15)


def test_calibration_error_by_hand() -> None:
    right = np.array([True, True, False, False])

    assert expected_calibration_error(np.array([1.0, 1.0, 0.0, 0.0]), right) == 0.0
    assert expected_calibration_error(np.array([0.9, 0.9, 0.9, 0.9]), right) == pytest.approx(0.4)
