"""What no single file can show: doubled articles and questions, questions another article answers better."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from knowledge_base import texts
from knowledge_base.article import QUESTIONS_LEAST, QUESTIONS_MOST
from knowledge_base.calibration import Calibration
from knowledge_base.folder import ReadArticle, read_folder
from knowledge_base.organisation import Organisation
from knowledge_base.passage import PassageKind
from knowledge_base.search import IndexedPassage, Lemmatise, Searcher

# Likeness of sorted lemmas, 0..100; the likest pair of the shipped questions reaches 89.
SIMILAR_QUESTIONS = 90.0
# Cosine of the mean vectors of two articles; the likest pair of the shipped ones reaches 0.987.
SIMILAR_ARTICLES = 0.99
# How much likelier another article must be before an editor is bothered: an example that is merely unlike
# the article's others is what examples are for.
STOLEN_BY = 0.6

Vectors = NDArray[np.float32]


class CheckEncoder(Protocol):
    """What is asked of an encoder here; `nlu.encoder.Encoder` is one."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, float32 [len(texts), dimension]."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, float32 [len(texts), dimension]."""
        ...


@dataclass(frozen=True, order=True)
class Finding:
    """Something an editor should look at."""

    path: Path
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what} {self.remedy}"


@dataclass(frozen=True)
class Meaning:
    """What comparing by meaning needs."""

    encoder: CheckEncoder
    calibration: Calibration


def check(
    folder: Path,
    organisation: Organisation,
    groups: Collection[str],
    lemmatise: Lemmatise,
    today: date,
    meaning: Meaning | None = None,
) -> list[Finding]:
    """Findings in the order of files and lines; without `meaning` only those that need no vectors.

    Raises KnowledgeBaseError when the folder holds no article.
    """
    content = read_folder(folder, organisation, groups)
    found = [Finding(error.path, error.line, error.what, error.remedy) for error in content.errors]
    for read in content.articles:
        found += _check_alone(read, today)
    found += _similar_questions(content.articles, lemmatise)
    if meaning is not None:
        passages = _index(content.articles)
        vectors = meaning.encoder.encode_passages([passage.text for passage in passages])
        found += _similar_articles(content.articles, passages, vectors)
        found += _stolen_questions(content.articles, passages, vectors, lemmatise, today, meaning)
    return sorted(set(found))


def _check_alone(read: ReadArticle, today: date) -> Iterator[Finding]:
    count = len(read.article.questions)
    if not QUESTIONS_LEAST <= count <= QUESTIONS_MOST:
        problem = texts.FEW_QUESTIONS if count < QUESTIONS_LEAST else texts.MANY_QUESTIONS
        yield _finding(read, "questions:", problem, count=count, least=QUESTIONS_LEAST, most=QUESTIONS_MOST)
    until = read.article.valid_until
    if until is not None and until < today:
        yield _finding(read, "valid_until:", texts.EXPIRED, day=texts.russian_date(until))


def _similar_questions(articles: Sequence[ReadArticle], lemmatise: Lemmatise) -> Iterator[Finding]:
    asked = [
        (read, question, " ".join(sorted(lemmatise(question))))
        for read in articles
        for question in read.article.questions
    ]
    for (read, question, words), (other, other_question, other_words) in combinations(asked, 2):
        if fuzz.ratio(words, other_words, score_cutoff=SIMILAR_QUESTIONS):
            values = {"question": other_question, "other": question, "where": read.article.slug}
            yield _finding(other, other_question, texts.SIMILAR_QUESTION, **values)


def _similar_articles(
    articles: Sequence[ReadArticle], passages: Sequence[IndexedPassage], vectors: Vectors
) -> Iterator[Finding]:
    slugs = np.array([passage.article for passage in passages])
    means = np.stack([vectors[slugs == read.article.slug].mean(axis=0) for read in articles])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    for first, second in zip(*np.nonzero(np.triu(means @ means.T >= SIMILAR_ARTICLES, 1)), strict=True):
        values = {"other": articles[first].article.slug, "score": float(means[first] @ means[second])}
        yield _finding(articles[second], "title:", texts.SIMILAR_ARTICLE, **values)


def _stolen_questions(
    articles: Sequence[ReadArticle],
    passages: Sequence[IndexedPassage],
    vectors: Vectors,
    lemmatise: Lemmatise,
    today: date,
    meaning: Meaning,
) -> Iterator[Finding]:
    """Ask every example question of an index that does not hold it.

    The first questions of all articles are left out together, then the second ones, and so on: a
    dozen indexes instead of a thousand.
    """
    most = max((len(read.article.questions) for read in articles), default=0)
    for turn in range(most):
        asked = [read for read in articles if len(read.article.questions) > turn]
        left_out = {(read.article.slug, read.article.questions[turn]) for read in asked}
        kept = [
            row
            for row, passage in enumerate(passages)
            if passage.kind is not PassageKind.QUESTION or (passage.article, passage.text) not in left_out
        ]
        searcher = Searcher([passages[row] for row in kept], vectors[kept], lemmatise, meaning.calibration)
        questions = [read.article.questions[turn] for read in asked]
        for read, question, vector in zip(
            asked, questions, meaning.encoder.encode_queries(questions), strict=True
        ):
            hits = searcher.search(vector, question, today)
            own = next((hit.score for hit in hits if hit.article == read.article.slug), 0.0)
            if hits and read.article.holds_on(today) and hits[0].score - own > STOLEN_BY:
                values = {"question": question, "other": hits[0].article}
                yield _finding(read, question, texts.STOLEN_QUESTION, **values)


def _index(articles: Sequence[ReadArticle]) -> list[IndexedPassage]:
    pieces = [(read.article, passage) for read in articles for passage in read.passages]
    return [
        IndexedPassage(
            number,
            article.slug,
            article.title,
            passage.kind,
            passage.text,
            passage.text_hash,
            article.valid_from,
            article.valid_until,
        )
        for number, (article, passage) in enumerate(pieces)
    ]


def _finding(read: ReadArticle, near: str, problem: texts.Problem, **values: object) -> Finding:
    """A finding on the line that holds `near`; of a text over several lines the start is looked for."""
    start = near.split("\n")[0][:40]
    lines = read.source.split("\n")
    line = next((number for number, text in enumerate(lines, start=1) if start in text), 1)
    what, remedy = problem
    return Finding(read.path, line, what.format(**values), remedy.format(**values))
