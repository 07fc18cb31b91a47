"""Search by meaning and by words: which articles answer a question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from knowledge_base.calibration import EVIDENCE, Calibration, count_words
from knowledge_base.contrast import FINALISTS, contrast, nearest_of_each
from knowledge_base.errors import SearchError
from knowledge_base.index import EXACT_LIMIT, VectorIndex, Vectors
from knowledge_base.letters import LetterIndex
from knowledge_base.passage import PassageKind
from knowledge_base.stop_words import keep_telling
from knowledge_base.words import WordIndex
from nlu.language import is_foreign

Lemmatise = Callable[[str], list[str]]
"""Words of a text as lemmas, for instance `nlu.pipeline.lemmas`."""

Evidence = NDArray[np.float64]
"""[n, 5]: for each article question, section, words, letters and contrast, as in Reasons."""

NEAREST = 128  # passages taken from the index before articles are compared
BY_WORDS = 32  # articles taken for their words alone
# Who the finalists are: near enough to the fitted ranking, so that fitting does not go round in a circle.
FINALISTS_BY = np.array([1.0, 0.5, 0.05, 0.15])
QUESTION_KINDS = (PassageKind.TITLE, PassageKind.QUESTION)


@dataclass(frozen=True)
class IndexedPassage:
    """A passage with what has to be known of its article to search."""

    id: int
    article: str  # slug
    title: str  # of the article
    kind: PassageKind
    text: str
    text_hash: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Reasons:
    """Why an article was found."""

    question: float  # best cosine of its title and example questions, 0 when it has none
    section: float  # best cosine of its short answer and sections
    words: float  # log(1 + BM25)
    letters: float  # best likeness of its title and example questions by n-grams of letters
    contrast: float  # how much it is asked like its example questions and not like its rivals', -1 to 1
    shared: tuple[str, ...]  # lemmas it shares with the question


@dataclass(frozen=True)
class Hit:
    """An article found, through the passage that speaks best for it."""

    article: str  # slug
    title: str
    score: float  # probability that it answers the question, 0..1
    passage_kind: PassageKind
    reasons: Reasons
    passage: str = ""  # its text


@dataclass(frozen=True)
class _Entry:
    """An article in the index: its passages are rows `start` to `end`."""

    first: IndexedPassage
    start: int
    end: int


@dataclass(frozen=True)
class _Found:
    """Articles compared for one question."""

    entries: NDArray[np.int64]  # [n]
    evidence: Evidence


class Searcher:
    """A fixed set of passages, searched; safe to use from several threads. Built anew on a change."""

    def __init__(
        self,
        passages: Sequence[IndexedPassage],
        vectors: Vectors,
        lemmatise: Lemmatise,
        calibration: Calibration,
        exact_limit: int = EXACT_LIMIT,
    ) -> None:
        """`vectors`: float32 [len(passages), dimension]; zeros for a passage not encoded yet."""
        if len(passages) != len(vectors):
            raise SearchError(f"{len(passages)} passages but {len(vectors)} vectors")
        order = sorted(range(len(passages)), key=lambda row: passages[row].article)
        self.passages = [passages[row] for row in order]
        self._lemmatise = lemmatise
        self._taught = _are_taught(self.passages)
        self._calibration = calibration.for_base(taught=self._taught)
        self._index = VectorIndex(vectors[order] if order else vectors, exact_limit)
        self._entries = _entries(self.passages)
        self._entry_of = {entry.first.article: number for number, entry in enumerate(self._entries)}
        sizes = np.array([entry.end - entry.start for entry in self._entries], dtype=np.int64)
        self._starts = np.array([entry.start for entry in self._entries], dtype=np.int64)
        self._entry_of_row = np.repeat(np.arange(len(self._entries)), sizes)
        firsts = [entry.first for entry in self._entries]
        self._first_day = _ordinals([first.valid_from for first in firsts], date.min)
        self._last_day = _ordinals([first.valid_until for first in firsts], date.max)
        self._is_question = np.array(
            [passage.kind in QUESTION_KINDS for passage in self.passages], dtype=bool
        )
        self._words = WordIndex([self._lemmas_of(entry) for entry in self._entries])
        self._letters = LetterIndex(
            [passage.text if passage.kind in QUESTION_KINDS else "" for passage in self.passages]
        )

    @property
    def vectors(self) -> Vectors:
        """float32 [len(passages), dimension], row by row of `passages`; not to be written to."""
        return self._index.vectors

    def search(self, query_vector: Vectors, query_text: str, today: date, k: int = 10) -> list[Hit]:
        """The `k` likeliest articles that hold on `today`, best first.

        `query_vector`: unit float32 [dimension] of `query_text`. Raises SearchError when it is of
        another dimension.
        """
        lemmas = keep_telling(self._lemmatise(query_text))
        found = self._compare(query_vector, query_text, lemmas, today, k)
        calibration = self._calibration.for_question(foreign=is_foreign(query_text))
        scores = calibration.probability(found.evidence, count_words(query_text))
        order = np.argsort(-calibration.rank(found.evidence), kind="stable")[:k]
        return [self._hit(query_vector, found, int(at), float(scores[at]), lemmas) for at in order]

    def compare(self, query_vector: Vectors, query_text: str, today: date) -> tuple[list[str], Evidence]:
        """Slugs and evidence [n, 5] of the articles that `search` would compare; for fitting."""
        lemmas = keep_telling(self._lemmatise(query_text))
        found = self._compare(query_vector, query_text, lemmas, today, k=1)
        return [self._entries[entry].first.article for entry in found.entries], found.evidence

    def shared(self, article: str, text: str) -> tuple[str, ...]:
        """Telling lemmas of `text` that the article (a slug) has too; none of an article not held."""
        entry = self._entry_of.get(article)
        return () if entry is None else self._words.shared(entry, keep_telling(self._lemmatise(text)))

    def _compare(self, query: Vectors, text: str, lemmas: list[str], today: date, k: int) -> _Found:
        bm25 = self._words.scores(lemmas)
        entries = self._candidates(query, bm25, today, k)
        if not entries.size:
            return _Found(entries, np.empty((0, len(EVIDENCE))))
        # Few rows are compared whole: to pick some out costs more than the comparison.
        rows, begins = (slice(None), self._starts) if self._index.exact else self._rows_of(entries)
        cosines, alike = self._index.cosines(query, rows), self._letters.cosines(text, rows)
        is_question = self._is_question[rows]
        question = np.maximum.reduceat(np.where(is_question, cosines, 0), begins)
        section = np.maximum.reduceat(np.where(is_question, 0, cosines), begins)
        letters = np.maximum.reduceat(alike, begins)
        if self._index.exact:
            question, section, letters = question[entries], section[entries], letters[entries]
            begins = begins[entries]
        evidence = np.stack([question, section, np.log1p(bm25[entries]), letters], axis=1).astype(np.float64)
        contrasts = self._contrasts(entries, evidence, begins, (cosines, alike))
        return _Found(entries, np.column_stack([evidence, contrasts]))

    def _contrasts(
        self,
        entries: NDArray[np.int64],
        evidence: Evidence,
        begins: NDArray[np.int64],
        likeness: tuple[Vectors, Vectors],
    ) -> NDArray[np.float64]:
        """Contrast of each of `entries`: [n]; 0 in a base without example questions.

        `likeness`: of the question with rows by meaning and by letters; those of each entry from `begins` on.
        """
        if not self._taught:
            return np.zeros(len(entries))
        finalists = np.argsort(-(evidence @ FINALISTS_BY), kind="stable")[:FINALISTS]
        rows, starts = self._rows_of(entries[finalists])
        owners = np.repeat(np.arange(len(finalists)), np.diff([*starts, len(rows)]))
        places = rows + (begins[finalists] - self._starts[entries[finalists]])[owners]
        asked = self._is_question[rows]
        rows, owners, places = rows[asked], owners[asked], places[asked]
        cosines, letters = likeness
        kept = nearest_of_each(owners, cosines[places])
        rows, owners, places = rows[kept], owners[kept], places[kept]
        vectors = self._index.vectors[rows]
        contrasts = np.full(len(entries), -1 / len(finalists))
        contrasts[finalists] = contrast(
            owners,
            (vectors @ vectors.T, cosines[places]),
            (self._letters.between(rows), letters[places]),
            len(finalists),
        )
        return contrasts

    def _rows_of(self, entries: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows of articles, and where in them each article's begin."""
        spans = [self._entries[entry] for entry in entries]
        rows = np.concatenate([np.arange(span.start, span.end) for span in spans])
        return rows, np.cumsum([0, *(span.end - span.start for span in spans[:-1])])

    def _candidates(
        self, query: Vectors, bm25: NDArray[np.float32], today: date, k: int
    ) -> NDArray[np.int64]:
        """Articles worth comparing: of the nearest passages, and of the most shared words."""
        day = today.toordinal()
        shown = (self._first_day <= day) & (day <= self._last_day)
        by_words = np.argsort(-bm25, kind="stable")[: BY_WORDS + int((~shown).sum())]
        by_words = by_words[(bm25[by_words] > 0) & shown[by_words]][:BY_WORDS]
        wanted = min(k, int(shown.sum()))
        reach = NEAREST
        while True:
            near = np.unique(self._entry_of_row[self._index.nearest(query, reach)])
            near = near[shown[near]]
            if len(near) >= wanted or reach >= len(self.passages):
                return np.union1d(near, by_words)
            reach *= 4  # the nearest are all of a few articles, or of articles out of their dates

    def _hit(self, query: Vectors, found: _Found, at: int, score: float, lemmas: list[str]) -> Hit:
        entry = self._entries[found.entries[at]]
        best = int(np.argmax(self._index.cosines(query, slice(entry.start, entry.end))))
        passage = self.passages[entry.start + best]
        question, section, words, letters, against = (float(value) for value in found.evidence[at])
        shared = self._words.shared(int(found.entries[at]), lemmas)
        reasons = Reasons(question, section, words, letters, against, shared)
        return Hit(passage.article, passage.title, score, passage.kind, reasons, passage.text)

    def _lemmas_of(self, entry: _Entry) -> list[str]:
        texts = (passage.text for passage in self.passages[entry.start : entry.end])
        return [lemma for text in texts for lemma in keep_telling(self._lemmatise(text))]


def _entries(passages: Sequence[IndexedPassage]) -> list[_Entry]:
    """Articles of passages in the order of their articles."""
    entries: list[_Entry] = []
    start = 0
    for _, group in groupby(passages, key=lambda passage: passage.article):
        end = start + sum(1 for _ in group)
        entries.append(_Entry(passages[start], start, end))
        start = end
    return entries


def _are_taught(passages: Sequence[IndexedPassage]) -> bool:
    """Whether there are at least as many example questions as articles."""
    examples = sum(passage.kind is PassageKind.QUESTION for passage in passages)
    return examples >= len({passage.article for passage in passages}) > 0


def _ordinals(days: Sequence[date | None], unlimited: date) -> NDArray[np.int64]:
    return np.array([(day or unlimited).toordinal() for day in days], dtype=np.int64)
