"""What to do with what was found: answer, offer a choice, or say that there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.calibration import Thresholds
from knowledge_base.search import Hit

CHOICES_LEAST, CHOICES_MOST = 2, 3


class DecisionKind(StrEnum):
    """What the citizen is given."""

    ANSWER = "answer"
    CHOICES = "choices"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Decision:
    """`hits`: one for an answer, two or three for choices, none for nothing.

    `likely` is the best hit if it is likely enough to be the answer; that of a choice has a rival.
    """

    kind: DecisionKind
    hits: tuple[Hit, ...]
    likely: Hit | None = None


def decide(hits: Sequence[Hit], thresholds: Thresholds) -> Decision:
    """Decide by the probabilities of the hits, best first.

    Of two articles that are about equally likely neither is the answer: the citizen knows which was meant.
    """
    offered = tuple(hit for hit in hits[:CHOICES_MOST] if hit.score >= thresholds.choice)
    if hits and hits[0].score >= thresholds.answer:
        best = hits[0]
        rivals = [hit for hit in hits[1:] if _is_rival(hit.score, best.score, thresholds)]
        rivals.sort(key=lambda hit: -hit.score)
        if not rivals:
            return Decision(DecisionKind.ANSWER, (best,), best)
        offered = (best, *rivals, *(hit for hit in offered[1:] if hit not in rivals))[:CHOICES_MOST]
        return Decision(DecisionKind.CHOICES, offered, best)
    if len(offered) < CHOICES_LEAST:  # one likely article with no rival is offered beside the next
        offered = tuple(hits[:CHOICES_LEAST])
    if len(offered) >= CHOICES_LEAST and sum(hit.score for hit in offered) >= thresholds.choices:
        return Decision(DecisionKind.CHOICES, offered)
    return Decision(DecisionKind.NOTHING, ())


def is_answer(probabilities: Sequence[float], thresholds: Thresholds) -> bool:
    """Whether the first of these, the best article's, makes it the answer."""
    best, *others = probabilities
    return best >= thresholds.answer and not any(_is_rival(other, best, thresholds) for other in others)


def _is_rival(other: float, best: float, thresholds: Thresholds) -> bool:
    return _odds(other) * thresholds.lead > _odds(best)


def _odds(probability: float) -> float:
    return probability / max(1 - probability, 1e-9)
