"""What the knowledge base holds about a message: as a whole, question by question, or as a continuation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dialogues.runtime.continuing import continues
from dialogues.runtime.several import Part, settle
from dialogues.runtime.subject import Subject
from knowledge_base.calibration import Thresholds
from knowledge_base.decision import Decision, DecisionKind, decide
from knowledge_base.live import LiveState
from knowledge_base.search import Hit
from nlu.continuing import read_leaning
from nlu.questions import Question, may_ask_more, split_questions
from nlu.text import normalise

CANDIDATES = 5
SURE_OF_ALL = 0.9  # an article this likely answers all sentences of a message
SEVERAL, CONTINUED = "several", "continued"
SURE_KINDS = frozenset({DecisionKind.ANSWER, SEVERAL, CONTINUED})
Vector = NDArray[np.float32]


class Index(Protocol):
    """The index as it is asked here; `knowledge_base.live.LiveIndex` is one."""

    def search(self, query_vector: Vector, query_text: str, k: int = ...) -> list[Hit]:
        """The likeliest articles."""
        ...

    def shared(self, article: str, text: str) -> tuple[str, ...]:
        """Telling lemmas of a text that an article has too."""
        ...

    def state(self) -> LiveState:
        """Whether anything is loaded."""
        ...


@dataclass(frozen=True)
class Finding:
    """What was found. `kind` is a DecisionKind's value, `several`, `continued` or `unavailable`."""

    kind: str
    probability: float  # of the first article, of the surest one among several
    hits: tuple[Hit, ...] = ()
    chosen: tuple[Hit, ...] = ()  # for the action to answer with or to offer
    more: dict[str, Any] = field(default_factory=dict)  # `questions` of several, `rest` of a continuation,
    # `others` of an answer where the message may have asked more
    rivalled: bool = False  # of choices: the first article would be the answer, had it no rival

    @property
    def sure(self) -> bool:
        """The knowledge base has what was asked, be it one of two articles."""
        return self.rivalled or self.kind in SURE_KINDS

    @property
    def ordered(self) -> tuple[Hit, ...]:
        """Chosen articles first, then the others, each once."""
        names = {hit.article for hit in self.chosen}
        return (*self.chosen, *(hit for hit in self.hits if hit.article not in names))


@dataclass(frozen=True)
class Finder:
    """Searches for a message. `encode` gives the vector of a normal form."""

    index: Index
    thresholds: Thresholds
    encode: Callable[[str], Vector]

    def find(self, text: str, normal: str, vector: Vector | None, subject: Subject | None) -> Finding:
        """`vector` is that of `normal`; `subject` what was answered before, None for no continuation."""
        hits = self._search(vector, normal) if vector is not None and normal else []
        decision = decide(hits, self.thresholds) if hits else None
        questions = split_questions(text) if hits else []
        found = self._several(questions, hits, decision)
        if found is None and subject is not None:
            found = self._continued(normal, hits, decision, subject)
        if found is not None:
            return found
        if decision is None:
            loaded = self.index.state().loaded_at is not None
            return Finding(str(DecisionKind.NOTHING) if loaded else "unavailable", 0.0)
        # Better said once too often than a question passed over in silence.
        others = any(question.announced or question.apart for question in questions[1:])
        others = others or may_ask_more(text, sure=hits[0].score >= SURE_OF_ALL)
        more = {"others": True} if others and decision.kind is DecisionKind.ANSWER else {}
        rivalled = decision.kind is DecisionKind.CHOICES and decision.likely is not None
        return Finding(str(decision.kind), hits[0].score, tuple(hits), decision.hits, more, rivalled)

    def _search(self, vector: Vector, normal: str) -> list[Hit]:
        return self.index.search(np.asarray(vector, dtype=np.float32), normal, k=CANDIDATES)

    def _several(self, questions: list[Question], hits: list[Hit], whole: Decision | None) -> Finding | None:
        if len(questions) < 2:
            return None
        parts = []
        for question in questions:
            normal = normalise(question.core).text
            found = self._search(self.encode(normal), normal) if normal else []
            parts.append(Part(question, decide(found, self.thresholds) if found else None))
        settled = settle(parts, whole, self.index.shared)
        if settled is None:
            return None
        chosen = tuple(part.hit for part in settled if part.hit is not None)
        return Finding(
            SEVERAL,
            max(hit.score for hit in chosen),
            tuple(hits),
            chosen,
            {"questions": [part.as_json() for part in settled]},
        )

    def _continued(
        self, normal: str, hits: list[Hit], decision: Decision | None, subject: Subject
    ) -> Finding | None:
        leaning = read_leaning(normal)
        if leaning is None:
            return None
        shared = self.index.shared(subject.article, normal)
        if not continues(leaning, decision, subject.article, shared):
            return None
        with_subject = f"{subject.title} {normal}"
        found = self._search(self.encode(with_subject), with_subject)
        if not found or found[0].article != subject.article:
            return None  # withdrawn meanwhile, or the message weighs more than the title
        return Finding(CONTINUED, found[0].score, tuple(hits), tuple(found[:1]), {"rest": list(leaning.rest)})
