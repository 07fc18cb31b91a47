"""What the assistant gave for a message, read off a turn's result in the labels of the gold questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Intents that are served by an action and told as an answer.
ACTION_INTENTS = {"appointment": "action:appointment", "complaint": "action:complaint"}
# Outcomes in which something is done or asked, and the label of what that is.
DEEDS = {"status": "action:status", "form": "action:status", "handed_over": "action:operator"}
REFUSALS = frozenset({"no_answer", "refused", "small_talk"})
UNNAMED = "action:other"  # answered directly with what no gold label names, for instance danger to life


@dataclass(frozen=True)
class Given:
    """The result of one turn. `direct` is the label of what was answered or done, None for the rest."""

    outcome: str
    intent: str | None
    confidence: float
    article: str | None
    direct: str | None
    choices: tuple[str, ...]  # slugs offered, in their order
    candidates: tuple[tuple[str, float], ...]  # (slug, probability), best first
    milliseconds: float
    articles: tuple[str, ...] = ()  # all that were answered with, in their order
    replies: tuple[str, ...] = ()  # their texts
    open: bool = False  # it was said that a question is left without an answer

    @property
    def refused(self) -> bool:
        """Nothing was answered, done or offered to choose from; the offer of a person is a refusal."""
        return self.outcome in REFUSALS


def read_given(result: Mapping[str, Any], milliseconds: float) -> Given:
    """From a turn's result as the turn channel returns it."""
    outcome, intent, article = result["outcome"], result.get("intent"), result.get("article")
    return Given(
        outcome=outcome,
        intent=intent,
        confidence=float(result.get("confidence") or 0.0),
        article=article,
        direct=_direct(outcome, intent, article),
        choices=tuple(_choices(result)) if outcome == "choices" else (),
        candidates=tuple((c["article"], float(c["score"])) for c in result.get("candidates") or []),
        milliseconds=milliseconds,
        articles=tuple(result.get("articles") or ([article] if article else [])),
        replies=tuple(str(reply.get("text") or "") for reply in result.get("replies") or []),
        open=bool(result.get("open")),
    )


def failed(milliseconds: float) -> Given:
    """A turn that brought no result."""
    return Given("failed", None, 0.0, None, None, (), (), milliseconds)


def _direct(outcome: str, intent: str | None, article: str | None) -> str | None:
    if outcome == "answered":
        return ACTION_INTENTS.get(intent or "") or article or UNNAMED
    return DEEDS.get(outcome)


def _choices(result: Mapping[str, Any]) -> list[str]:
    buttons = [button for reply in result.get("replies") or [] for button in reply.get("buttons") or []]
    payloads = [str(button["payload"]) for button in buttons]
    return [
        str(json.loads(payload.removeprefix("/answer"))["article"])
        for payload in payloads
        if payload.startswith("/answer{")
    ]
