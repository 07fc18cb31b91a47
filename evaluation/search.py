"""`evaluate search`: our search over somebody else's questions and answers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from evaluation.figures import rounded, wilson_interval
from evaluation.lines import BadFile, take_text
from evaluation.progress import Progress, say_nothing
from knowledge_base.calibration import Calibration
from knowledge_base.passage import PassageKind, hash_text, split_long
from knowledge_base.plain import to_plain
from knowledge_base.search import IndexedPassage, Searcher
from nlu.text import normalise
from nlu.words import lemmas

Vectors = NDArray[np.float32]
DEPTH = 100  # places looked at; a right answer further down counts as not found
NO_DATES = date(2000, 1, 1)  # a foreign base has no validity: any day is good


class SearchEncoder(Protocol):
    """What is asked of an encoder here; `nlu.encoder.Encoder` is one."""

    def encode_passages(self, texts: Sequence[str], batch_size: int = ..., progress: Any = ...) -> Vectors:
        """Unit vectors, float32 [len(texts), dimension]."""
        ...

    def encode_queries(self, texts: Sequence[str], batch_size: int = ..., progress: Any = ...) -> Vectors:
        """The same for questions, without a cache."""
        ...


@dataclass(frozen=True)
class ForeignArticle:
    """A question with its answer."""

    id: str
    question: str
    answer: str

    @classmethod
    def parse(cls, value: dict[str, Any]) -> ForeignArticle:
        """From one line. Raises BadLine."""
        return cls(take_text(value, "id"), take_text(value, "question"), take_text(value, "answer"))


@dataclass(frozen=True)
class ForeignQuestion:
    """A question somebody asked, with the article that answers it."""

    text: str
    id: str

    @classmethod
    def parse(cls, value: dict[str, Any]) -> ForeignQuestion:
        """From one line. Raises BadLine."""
        return cls(take_text(value, "text"), take_text(value, "id"))


def make_passages(articles: Sequence[ForeignArticle]) -> Iterator[IndexedPassage]:
    """The question as title, the answer cut into pieces as our own sections are."""
    number = 0
    for article in articles:
        pieces = [(PassageKind.TITLE, article.question)]
        # As in our own articles, a section's passage begins with the title: alone it says too little.
        pieces += [
            (PassageKind.SECTION, f"{article.question} {piece}")
            for piece in split_long(to_plain(article.answer))
        ]
        for kind, text in pieces:
            number += 1
            yield IndexedPassage(number, article.id, article.question, kind, text, hash_text(text))


def build_searcher(
    articles: Sequence[ForeignArticle],
    encoder: SearchEncoder,
    calibration: Calibration,
    tell: Progress = say_nothing,
) -> Searcher:
    """Index a foreign base the way ours is. Raises BadFile when an id comes twice."""
    ids = [article.id for article in articles]
    repeated = sorted({name for name in ids if ids.count(name) > 1}) if len(set(ids)) < len(ids) else []
    if repeated:
        raise BadFile(f"ids must be unique among the articles, these are not: {', '.join(repeated[:5])}")
    passages = list(make_passages(articles))
    vectors = encoder.encode_passages(
        [passage.text for passage in passages],
        progress=lambda done, total: tell("embedding passages", done, total),
    )
    return Searcher(passages, vectors, lemmas, calibration)


def evaluate_search(
    articles: Sequence[ForeignArticle],
    questions: Sequence[ForeignQuestion],
    encoder: SearchEncoder,
    calibration: Calibration,
    tell: Progress = say_nothing,
) -> dict[str, Any]:
    """The figures as the command prints them. A question whose article is not there counts as not found.

    A query is timed whole: normal form, embedding past any cache, search.
    """
    searcher = build_searcher(articles, encoder, calibration, tell)
    places: list[int | None] = []
    milliseconds: list[float] = []
    for done, question in enumerate(questions):
        tell("questions", done, len(questions))
        began = time.perf_counter()
        found = _find(searcher, encoder, question.text)
        milliseconds.append((time.perf_counter() - began) * 1000)
        places.append(found.index(question.id) + 1 if question.id in found else None)
    tell("questions", len(questions), len(questions))
    known = {article.id for article in articles}
    figures: dict[str, Any] = {}
    for k in (1, 3, 5):
        hits = sum(place is not None and place <= k for place in places)
        figures[f"r_at_{k}"] = rounded(hits / len(places))
        figures[f"r_at_{k}_ci"] = [rounded(limit) for limit in wilson_interval(hits, len(places))]
    return {
        **figures,
        "mrr": rounded(sum(1 / place for place in places if place) / len(places)),
        "ms_p50": rounded(float(np.median(milliseconds)), 2),
        "articles": len(articles),
        "passages": len(searcher.passages),
        "questions": len(questions),
        "without_article": sum(question.id not in known for question in questions),
    }


def _find(searcher: Searcher, encoder: SearchEncoder, text: str) -> list[str]:
    normal = normalise(text).text or text
    vector = encoder.encode_queries([normal])[0]
    return [hit.article for hit in searcher.search(vector, normal, NO_DATES, DEPTH)]
