"""The engine's explanation of a question, checked and ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from escalation.console.engine import EngineFailed


@dataclass(frozen=True)
class Bar:
    """One reason: `kind` as in the engine's answer, a value between 0 and `most`."""

    kind: str
    value: float
    most: float


@dataclass(frozen=True)
class Found:
    """An article found. `score` is a probability."""

    slug: str
    title: str
    score: float
    chosen: bool
    passage_kind: str
    passage: str
    bars: tuple[Bar, ...]
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Rewording:
    """Words as they were and as they are read."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True)
class Asked:
    """One of several questions in a message, and the title of the article that answers it."""

    text: str
    title: str | None


@dataclass(frozen=True)
class Explanation:
    """All of it. Confidences, probabilities and thresholds are between 0 and 1."""

    normal_form: str
    rules: tuple[str, ...]
    words: tuple[Rewording, ...]
    intent: str
    confidence: float
    reason: str | None  # why the intent is not the classifier's
    classifier: tuple[str, float] | None  # the classifier's own intent, where it was overruled
    limits: dict[str, float]  # of the intent
    action: str
    outcome: str
    thresholds: dict[str, float]  # of the search
    together: float  # probability of the chosen articles, added up
    articles: tuple[Found, ...]
    asked: tuple[Asked, ...]

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Explanation:
        """Raises `EngineFailed` when the answer is not of the contract."""
        try:
            return _read(body)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise EngineFailed(f"not an explanation: {type(error).__name__}") from error


def _read(body: dict[str, Any]) -> Explanation:
    articles = _articles(body["articles"])
    titles = {found.slug: found.title for found in articles}
    classifier = body["classifier"]
    decision = body["decision"] or {}
    return Explanation(
        normal_form=str(body["normal_form"] or ""),
        rules=tuple(map(str, body["rules"])),
        words=tuple(Rewording(str(w["rule"]), str(w["before"]), str(w["after"])) for w in body["words"]),
        intent=str(body["intent"] or ""),
        confidence=float(body["confidence"]),
        reason=body["reason"],
        classifier=(str(classifier["intent"]), float(classifier["confidence"])) if classifier else None,
        limits=_numbers(body["limits"]),
        action=str(body["action"]),
        outcome=str(body["outcome"]),
        thresholds=_numbers(body["thresholds"]),
        together=sum(found.score for found in articles if found.chosen),
        articles=articles,
        asked=tuple(
            Asked(str(one["text"]), titles.get(one["article"])) for one in decision.get("questions") or ()
        ),
    )


def _numbers(given: dict[str, Any] | None) -> dict[str, float]:
    return {name: float(value) for name, value in (given or {}).items()}


def _articles(given: list[dict[str, Any]]) -> tuple[Found, ...]:
    # The weight of shared words has no upper bound: the bars show it beside the others of this list.
    words = max((float(one["reasons"]["words"]) for one in given), default=0.0)
    most = {"question": 1.0, "section": 1.0, "words": max(words, 1.0), "letters": 1.0, "contrast": 1.0}
    return tuple(
        Found(
            slug=str(one["article"]),
            title=str(one["title"]),
            score=float(one["score"]),
            chosen=bool(one["chosen"]),
            passage_kind=str(one["passage"]["kind"]),
            passage=str(one["passage"]["text"]),
            bars=tuple(Bar(kind, float(one["reasons"][kind]), limit) for kind, limit in most.items()),
            shared=tuple(map(str, one["reasons"]["shared"])),
        )
        for one in given
    )
