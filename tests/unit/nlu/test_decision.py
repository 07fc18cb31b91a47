import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.decision import IntentGate, decide

LABELS = ["greet", "person", "question"]
GATE = IntentGate(threshold=0.5, margin=0.1)


@pytest.mark.parametrize(
    ("shares", "intent", "confidence"),
    [
        ((0.9, 0.06, 0.04), "greet", 0.9),
        ((0.45, 0.30, 0.25), "question", 0.55),  # not sure enough
        ((0.51, 0.45, 0.04), "question", 0.49),  # no lead
        ((0.20, 0.35, 0.45), "question", 0.45),  # the fallback itself needs no gate
    ],
)
def test_decisions(shares: tuple[float, ...], intent: str, confidence: float) -> None:
    decision = decide(LABELS, np.array(shares), GATE)

    assert decision.intent == intent
    assert decision.confidence == pytest.approx(confidence)


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), st.floats(0, 1), st.floats(0, 1))
def test_an_action_is_never_taken_below_the_gate(raw: list[float], threshold: float, margin: float) -> None:
    shares = np.array(raw) / sum(raw)
    decision = decide(LABELS, shares, IntentGate(threshold, margin))

    assert 0 <= decision.confidence <= 1
    assert [share for _, share in decision.ranking] == sorted(shares, reverse=True)
    if decision.intent != "question":
        assert decision.confidence >= threshold
        assert decision.ranking[0][1] - decision.ranking[1][1] >= margin


@pytest.mark.parametrize(("name", "value"), [("threshold", 1.5), ("margin", -0.1)])
def test_figures_that_are_no_probabilities_are_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"{name} must lie between 0 and 1.*config\.yml"):
        IntentGate(**{name: value})
