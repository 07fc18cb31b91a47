"""When to believe the classifier: by its confidence and by its lead over the second-best intent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class IntentGate:
    """Below `threshold`, or with a lead under `margin`, the intent is `fallback`."""

    threshold: float = 0.5
    margin: float = 0.1
    fallback: str = "question"

    def __post_init__(self) -> None:
        """Refuse figures that are not probabilities."""
        for name in ("threshold", "margin"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(
                    f"{name} must lie between 0 and 1, not {getattr(self, name)}; see config.yml"
                )


@dataclass(frozen=True)
class Decision:
    """The intent taken, how sure it is, and the whole ranking, best first."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]


def decide(labels: list[str], probabilities: NDArray[np.float64], gate: IntentGate) -> Decision:
    """Choose an intent from `probabilities` [k] of `labels` [k].

    A fallback's confidence is what the fallback intent itself has, plus what no intent has surely: one minus
    the best of the others.
    """
    order = np.argsort(-probabilities, kind="stable")
    ranking = tuple((labels[index], float(probabilities[index])) for index in order)
    best, confidence = ranking[0]
    lead = confidence - ranking[1][1] if len(ranking) > 1 else confidence
    if best == gate.fallback or (confidence >= gate.threshold and lead >= gate.margin):
        return Decision(best, confidence, ranking)
    others = max(share for label, share in ranking if label != gate.fallback)
    return Decision(gate.fallback, 1.0 - others, ranking)
