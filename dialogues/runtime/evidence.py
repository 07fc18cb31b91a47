"""What was found in the knowledge base as evidence for the intent, before a rule is chosen.

A classifier is sure of things it has never seen; a search is sure only of what is written. Where they
disagree, the surer one is followed, but for the few intents where a mistake costs a person dearly.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

QUESTION = "question"
STATUS = "application_status"
OUTSIDE = "out_of_scope"

# Followed when the classifier names them with some confidence: missing one costs more than a wrong turn.
PROTECTED = frozenset({"person", "danger", "not_mine", "abuse"})
# The organisation's own business: the classifier has to be unsure before the knowledge base takes over.
ACTIONS = frozenset({STATUS, "appointment", "complaint", "report_error", "help"})
# Words of courtesy: nothing is searched for unless the search is very sure.
COURTESY = frozenset({"greet", "thanks", "goodbye", "affirm", "deny", "small_talk"})


@dataclass(frozen=True)
class Thresholds:
    """Confidences and probabilities, 0 to 1. Chosen on the tuning questions; see docs/adr."""

    protected: float = 0.5  # a protected intent is kept from this confidence on
    sure: float = 0.75  # an action's intent is kept from this confidence on
    found: float = 0.6  # the search takes over from an unsure intent
    strong: float = 0.95  # the search takes over from a sure "out of scope", and from courtesy
    outside: float = 0.3  # a question this likely "out of scope" is answered only if the search is very sure
    courtesy_words: int = 4  # a longer message is no mere courtesy
    status_words: int = 4  # words beside a case number that still make it "here is my number"


@dataclass(frozen=True)
class Evidence:
    """What is known about one message."""

    intent: str
    confidence: float
    decision: str  # of the search: answer, choices, nothing, unavailable
    probability: float  # that the first article found answers the message
    entities: Collection[str] = ()  # kinds found in it
    words: int = 0  # of the message, a case number counting as one
    outside: float = 0.0  # the classifier's probability of "out of scope"
    continues: bool = False  # it speaks of the answer before it


@dataclass(frozen=True)
class Verdict:
    """The intent to follow, and why it differs from the classifier's (None when it does not)."""

    intent: str
    confidence: float
    reason: str | None = None


def weigh(seen: Evidence, limits: Thresholds | None = None) -> Verdict:
    """Follow the classifier, or the search where it is the better witness."""
    limits = limits or Thresholds()
    kept = Verdict(seen.intent, seen.confidence)
    if seen.intent in PROTECTED and seen.confidence >= limits.protected:
        return kept
    if "application_number" in seen.entities and seen.words <= 1 + limits.status_words:
        return kept if seen.intent == STATUS else Verdict(STATUS, max(seen.confidence, 0.9), "case_number")
    if seen.continues:
        if seen.intent == QUESTION:
            return kept
        if seen.confidence < limits.strong:
            return Verdict(QUESTION, seen.confidence, "continues")
    found = seen.probability if seen.decision == "answer" else 0.0
    if seen.intent == QUESTION:
        if "application_number" in seen.entities and seen.decision != "answer":
            return Verdict(STATUS, seen.confidence, "case_number")
        if seen.outside >= limits.outside and found < limits.strong:
            return Verdict(OUTSIDE, seen.outside, "hardly_in_scope")
        return kept
    if seen.intent in COURTESY:
        beside = seen.words > limits.courtesy_words and found >= limits.strong
        return Verdict(QUESTION, found, "found_beside_courtesy") if beside else kept
    if seen.intent in ACTIONS:
        if seen.confidence < limits.sure and found >= limits.found:
            return Verdict(QUESTION, found, "found_while_unsure")
        return kept
    # Out of scope, and protected intents that the classifier does not believe itself.
    needed = limits.strong if seen.confidence >= limits.sure else limits.found
    if found >= needed:
        return Verdict(QUESTION, found, "found_in_scope")
    return kept
