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
    """`hits`: one for an answer, two or three for choices, none for nothing."""

    kind: DecisionKind
    hits: tuple[Hit, ...]


def decide(hits: Sequence[Hit], thresholds: Thresholds) -> Decision:
    """Decide by the probabilities of the hits, best first.

    Of two articles that are about equally likely neither is the answer: the citizen knows which was meant.
    """
    rival = max((hit.score for hit in hits[1:]), default=0.0)
    if hits and hits[0].score >= max(thresholds.answer, rival + thresholds.lead):
        return Decision(DecisionKind.ANSWER, (hits[0],))
    offered = tuple(hit for hit in hits[:CHOICES_MOST] if hit.score >= thresholds.choice)
    if len(offered) < CHOICES_LEAST:  # one likely article with no rival is offered beside the next
        offered = tuple(hits[:CHOICES_LEAST])
    if len(offered) >= CHOICES_LEAST and sum(hit.score for hit in offered) >= thresholds.choices:
        return Decision(DecisionKind.CHOICES, offered)
    return Decision(DecisionKind.NOTHING, ())
