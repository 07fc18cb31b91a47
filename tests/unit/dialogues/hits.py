"""Hits and decisions for tests."""

from __future__ import annotations

from knowledge_base.calibration import Thresholds
from knowledge_base.decision import Decision, decide
from knowledge_base.passage import PassageKind
from knowledge_base.search import Hit, Reasons

THRESHOLDS = Thresholds(answer=0.6, choices=0.3, choice=0.1, lead=1.5)


def hit(article: str, score: float, title: str = "") -> Hit:
    return Hit(article, title or article, score, PassageKind.TITLE, Reasons(0, 0, 0, 0, 0, ()))


def found(*hits: Hit) -> Decision:
    return decide(hits, THRESHOLDS)
