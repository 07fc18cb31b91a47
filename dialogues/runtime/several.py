"""A message of several questions: which of them are surely answered, and which are left open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge_base.decision import Decision, DecisionKind
from knowledge_base.search import Hit
from nlu.entities import mask
from nlu.questions import Question, own_words
from nlu.text import normalise
from nlu.words import is_noun, lemmas

# A later question that was not announced («и ещё вопрос») counts when it is this sure and its article's
# title has its noun: «и как всё оформить» after a story is sure of something too, and of the wrong thing.
UNANNOUNCED = 0.8
APART = 0.9  # or when it is a sentence of its own with words that the article before does not have
QUOTED = 120  # characters of a question said back
OFFERED = 0.3  # an article less likely than this is not offered for an open question
OPEN_WORDS = 12  # a longer unanswered part is a story

Shared = Callable[[str, str], tuple[str, ...]]
"""Telling lemmas of a text that an article, by its slug, has too."""


@dataclass(frozen=True)
class Part:
    """A question of the message and what it finds by itself."""

    question: Question
    decision: Decision | None

    @property
    def hit(self) -> Hit | None:
        """The article that surely answers it."""
        sure = self.decision is not None and self.decision.kind is DecisionKind.ANSWER
        return self.decision.hits[0] if sure and self.decision is not None else None

    def as_json(self) -> dict[str, Any]:
        """For the action: the question in short, its article, or what might be meant."""
        offered = self.decision.hits if self.decision is not None and self.hit is None else ()
        return {
            "text": quoted(self.question.core),
            "article": self.hit.article if self.hit is not None else None,
            "choices": [hit.article for hit in offered if hit.score >= OFFERED],
        }


def settle(parts: Sequence[Part], whole: Decision | None, shared: Shared) -> list[Part] | None:
    """The questions to be answered one by one; None when the message is better answered as a whole.

    At least one of them is sure, all sure ones are of different articles, and the rest is said to be open.
    """
    kept = _own_questions(parts, shared)
    hits = [part.hit for part in kept if part.hit is not None]
    articles = [hit.article for hit in hits]
    if len(kept) < 2 or not hits or len(set(articles)) < len(articles):
        return None
    if whole is not None and whole.likely is not None and whole.likely.article not in articles:
        return None  # the parts have lost what the message is about
    if all(part.hit is not None or _is_open(part, articles, shared) for part in kept):
        return kept
    return None


def _own_questions(parts: Sequence[Part], shared: Shared) -> list[Part]:
    """The parts without those that only carry on the one before."""
    kept: list[Part] = []
    for part in parts:
        same = kept and part.hit is not None and kept[-1].hit and kept[-1].hit.article == part.hit.article
        if kept and (same or not (part.question.announced or _stands_alone(part, kept[-1], shared))):
            before = kept[-1]
            text = f"{before.question.text} {part.question.text}"
            kept[-1] = replace(before, question=replace(before.question, text=text))
        else:
            kept.append(part)
    return kept


def _stands_alone(part: Part, before: Part, shared: Shared) -> bool:
    hit = part.hit
    if hit is None or hit.score < UNANNOUNCED:
        return False
    own = own_words(normalise(part.question.core).text)
    nouns = set(filter(is_noun, own))
    if nouns & set(lemmas(hit.title)):
        return True
    known = shared(before.hit.article, " ".join(own)) if before.hit is not None else ()
    return part.question.apart and hit.score >= APART and bool(nouns) and not set(own) <= set(known)


def _is_open(part: Part, articles: Sequence[str], shared: Shared) -> bool:
    """Whether a part that finds nothing sure is a question all the same, and of another subject."""
    if part.question.announced:
        return True
    text = normalise(part.question.core).text
    own = own_words(text)
    is_question = len(text.split()) <= OPEN_WORDS and text.endswith("?")
    return is_question and any(map(is_noun, own)) and not any(shared(one, " ".join(own)) for one in articles)


def quoted(text: str, limit: int = QUOTED) -> str:
    """A question as it is said back: personal numbers masked, shortened at a word."""
    text = mask(text).strip(" ,;:-–.")
    text = text[:1].upper() + text[1:]
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–.") + "…"
