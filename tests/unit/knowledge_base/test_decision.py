"""Answer, choices or nothing."""

import pytest

from knowledge_base.calibration import Thresholds
from knowledge_base.decision import decide
from knowledge_base.passage import PassageKind
from knowledge_base.search import Hit, Reasons

THRESHOLDS = Thresholds(answer=0.6, choices=0.4, choice=0.1, lead=1.5)


def hits(*scores: float) -> list[Hit]:
    reasons = Reasons(0.9, 0.8, 1.0, 0.5, 0.7, ())
    return [Hit(f"a{n}", "", score, PassageKind.TITLE, reasons) for n, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("scores", "kind", "count"),
    [
        ((0.9, 0.1), "answer", 1),
        ((0.6,), "answer", 1),
        ((0.9, 0.84), "answer", 1),
        ((0.9, 0.86), "choices", 2),  # about equally likely: odds of 9 and 6.1
        ((0.999, 0.95), "answer", 1),  # no close race: odds of 999 and 19
        ((1.0, 1.0), "choices", 2),
        ((1.0, 0.999), "answer", 1),
        ((0.7, 0.2, 0.75), "choices", 3),  # the one that ranks first need not be the likeliest
        ((0.5, 0.3, 0.2, 0.15), "choices", 3),
        ((0.3, 0.2, 0.01), "choices", 2),
        ((0.2, 0.15, 0.04), "nothing", 0),
        ((0.5, 0.05), "choices", 2),  # one likely article with no rival is offered beside the next
        ((0.35, 0.04), "nothing", 0),
        ((0.5,), "nothing", 0),  # one article alone is no choice
        ((), "nothing", 0),
    ],
)
def test_decision(scores: tuple[float, ...], kind: str, count: int) -> None:
    decision = decide(hits(*scores), THRESHOLDS)
    assert (decision.kind, len(decision.hits)) == (kind, count)
    if decision.likely is None or kind == "answer":
        assert list(decision.hits) == hits(*scores)[:count]
    assert (decision.likely is not None) == bool(scores and scores[0] >= THRESHOLDS.answer)


def test_a_rival_is_offered_wherever_it_ranks() -> None:
    decision = decide(hits(0.7, 0.3, 0.02, 0.65), THRESHOLDS)
    assert [hit.score for hit in decision.hits] == [0.7, 0.65, 0.3]
    assert [hit.score for hit in decide(hits(0.7, 0.01, 0.02, 0.75, 0.68), THRESHOLDS).hits] == [
        0.7,
        0.75,
        0.68,
    ]
