"""What the conversation is about: the article last answered with, while it is fresh."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.runtime.turn import Event

FRESH_TURNS = 2  # an answer further back than this is no subject any more
# Turns that leave the subject as it was.
PASSED = frozenset({"small_talk", "no_answer", "refused"})


@dataclass(frozen=True)
class Subject:
    """An article by its slug and title."""

    article: str
    title: str


def last_subject(events: list[Event]) -> Subject | None:
    """The one article of the last answer of a session, by its tracker events (oldest first).

    None after anything else than an answer (choices, a hand-over, a state), inside a form, when several
    articles were answered at once, and when the answer is older than FRESH_TURNS.
    """
    if _in_form(events):
        return None
    found: dict[str, str] = {}
    turns = 0
    for event in reversed(events):
        kind = event.get("event")
        if kind == "user":
            if found:
                break
            turns += 1
            if turns == FRESH_TURNS:
                break
        elif kind == "bot":
            told = ((event.get("data") or {}).get("custom") or {}).get("otklik") or {}
            outcome = told.get("outcome")
            if outcome is None or outcome in PASSED:
                continue
            if outcome != "answered" or not (told.get("article") and told.get("title")):
                return None
            found[str(told["article"])] = str(told["title"])
    if len(found) != 1:
        return None
    return Subject(*next(iter(found.items())))


def _in_form(events: list[Event]) -> bool:
    last = next((event for event in reversed(events) if event.get("event") == "active_loop"), None)
    return last is not None and last.get("name") is not None
