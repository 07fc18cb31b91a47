"""Fits the search's numbers on the gold questions: `python -m benchmarks.search_quality [--write]`.

Prints cross-validated figures (five folds by topic: what is judged was not fitted on), and with
`--write` fits on all of them and rewrites knowledge_base/calibration.yml, thresholds kept. Uses
evaluation/gold/tune.jsonl only: test.jsonl is for measuring. The numbers for bases without example
questions are fitted on the paraphrase bases that the encoder's adapter was not learned from, and on
the gold questions asked of our articles without their example questions; those for foreign questions on
the tuning half of evaluation/gold/english.jsonl.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bare_bases import first_right, read_bare
from benchmarks.paraphrases import NEAR, read_domain
from dialogues.runtime.finding import CANDIDATES
from knowledge_base.calibration import Calibration, Weighing, count_words, load_calibration, save_calibration
from knowledge_base.decision import is_answer
from knowledge_base.fitting import Example, fit, fit_few
from knowledge_base.folder import read_folder
from knowledge_base.organisation import load_groups, load_organisation
from knowledge_base.passage import PassageKind
from knowledge_base.search import IndexedPassage, Searcher
from nlu.encoder import Encoder
from nlu.text import normalise
from nlu.words import lemmas

ROOT = Path(__file__).parent.parent
BASE = ROOT / "knowledge_base"
GOLD = ROOT / "evaluation" / "gold" / "tune.jsonl"
ENGLISH = GOLD.with_name("english.jsonl")
TODAY = date(2026, 11, 21)
FOLDS = 5
OWN = "articles"
# Nothing here answers what is asked of a bank or a shop, nor of public bodies that the catalogue does not
# have: one of so many of their questions is asked too.
STRANGERS = {"bank": 9, "telecom": 9, "shop": 9, "university": 9, "office": 9, NEAR: 9}


@dataclass(frozen=True)
class Question:
    """A gold question with its evidence and the fold it is judged in."""

    label: str
    example: Example
    fold: int

    @property
    def is_topic(self) -> bool:
        """Whether an article should answer it, rather than an action or nobody."""
        return ":" not in self.label and self.label not in ("none", "oos")


def build_searcher(encoder: Encoder, calibration: Calibration) -> Searcher:
    """The articles of this repository, encoded now."""
    organisation, groups = load_organisation(BASE / "organisation.yml"), load_groups(BASE / "groups.yml")
    passages: list[IndexedPassage] = []
    for read in read_folder(BASE / "articles", organisation, groups).articles:
        article = read.article
        for piece in read.passages:
            passages.append(
                IndexedPassage(
                    len(passages), article.slug, article.title, piece.kind, piece.text, piece.text_hash
                )
            )
    vectors = encoder.encode_passages([passage.text for passage in passages])
    return Searcher(passages, vectors, lemmas, calibration)


def read_gold() -> list[dict[str, Any]]:
    """The lines of the tuning half."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def read_english() -> list[dict[str, Any]]:
    """The English lines of the tuning half."""
    rows = [json.loads(line) for line in ENGLISH.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["half"] == "tune"]


def read_questions(searcher: Searcher, encoder: Encoder, rows: Sequence[dict[str, Any]]) -> list[Question]:
    """Gold questions with the evidence the search finds for them."""
    slugs = {passage.article for passage in searcher.passages}
    texts = [normalise(row["text"]).text for row in rows]
    folds = {label: number for number, label in enumerate(sorted({row["label"] for row in rows}))}
    questions = []
    for number, (row, text, vector) in enumerate(
        zip(rows, texts, encoder.encode_queries(texts), strict=True)
    ):
        articles, evidence = searcher.compare(vector, text, TODAY)
        right = frozenset({row["label"], *row["also"]} & slugs)
        example = Example(tuple(articles), evidence, right, count_words(text))
        question = Question(row["label"], example, folds[row["label"]] % FOLDS)
        questions.append(question if question.is_topic else replace(question, fold=number % FOLDS))
    return questions


def read_own_bare(searcher: Searcher, encoder: Encoder, calibration: Calibration) -> list[Example]:
    """The gold questions asked of our articles without their example questions."""
    kept = [at for at, passage in enumerate(searcher.passages) if passage.kind is not PassageKind.QUESTION]
    bare = Searcher([searcher.passages[at] for at in kept], searcher.vectors[kept], lemmas, calibration)
    return [question.example for question in read_questions(bare, encoder, read_gold())]


def balance(bare: Mapping[str, Sequence[Example]]) -> list[Example]:
    """All examples; our own, which are fewer, so often that they count as much as the paraphrases."""
    own = list(bare.get(OWN, ()))
    paraphrased = [example for name, examples in bare.items() if name != OWN for example in examples]
    return paraphrased + own * max(1, round(len(paraphrased) / max(1, len(own))))


def read_strangers(searcher: Searcher, encoder: Encoder) -> list[Example]:
    """Questions on other subjects, with what the search finds for them; nothing of it is right."""
    asked = []
    for name, one_of in STRANGERS.items():
        asked += [text for entry in read_domain(name) for text in entry.questions][::one_of]
    examples = []
    for text, vector in zip(asked, encoder.encode_queries(asked), strict=True):
        articles, evidence = searcher.compare(vector, text, TODAY)
        examples.append(Example(tuple(articles), evidence, frozenset(), count_words(text)))
    return examples


def fit_english(examples: Sequence[Example], known: Calibration) -> Calibration:
    """The numbers for foreign questions."""
    return replace(known, foreign=fit_few(examples)).for_question(foreign=True)


def fit_russian(examples: Sequence[Example], known: Calibration) -> Calibration:
    """The numbers for questions in Russian."""
    return fit(examples, known.fingerprints, known.thresholds)


def cross_validate(
    questions: Sequence[Question],
    strangers: Sequence[Example],
    known: Calibration,
    teach: Callable[[Sequence[Example], Calibration], Calibration] = fit_russian,
) -> list[tuple[float, bool, bool, bool]]:
    """For each question the best probability, whether it is answered, the first is right, one of three is."""
    outcomes = []
    for fold in range(FOLDS):
        taught = [question.example for question in questions if question.fold != fold] + list(strangers)
        calibration = teach(taught, known)
        for question in questions:
            if question.fold == fold:
                example = question.example
                order = np.argsort(-calibration.rank(example.evidence))[:CANDIDATES]
                right = [example.articles[at] in example.right for at in order[:3]]
                shares = calibration.probability(example.evidence, example.words)[order].tolist()
                answered = is_answer(shares, known.thresholds)
                outcomes.append((question, shares[0], answered, right[0], any(right)))
    place = {id(question): at for at, question in enumerate(questions)}
    outcomes.sort(key=lambda outcome: place[id(outcome[0])])
    return [outcome[1:] for outcome in outcomes]


def report(questions: Sequence[Question], outcomes: Sequence[tuple[float, bool, bool, bool]]) -> None:
    """Print what the search is worth."""
    topics = [outcome for question, outcome in zip(questions, outcomes, strict=True) if question.is_topic]
    print(f"questions on topics: {len(topics)} of {len(questions)}")
    print(f"first is right      {np.mean([first for _, _, first, _ in topics]):.3f}")
    print(f"one of three is     {np.mean([three for _, _, _, three in topics]):.3f}")
    probability = np.array([best for best, _, _, _ in outcomes])
    right = np.array([first for _, _, first, _ in outcomes])
    print(f"Brier score         {np.mean((probability - right) ** 2):.3f}")
    answered = np.array([answered for _, answered, _, _ in outcomes])
    print(f"answered           {answered.mean():.3f}, right of these {right[answered].mean():.3f}")
    print("probability   questions   mean   right")
    for low in np.arange(0, 1, 0.2):
        here = (probability >= low) & (probability < low + 0.2)
        if here.any():
            means = f"{probability[here].mean():9.2f}{right[here].mean():8.2f}"
            print(f"  {low:.1f}-{low + 0.2:.1f} {here.sum():10}{means}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Quality of the search on the gold questions; its fit.")
    parser.add_argument("--encoder", default=str(ROOT / ".data" / "encoder"))
    parser.add_argument("--write", action="store_true", help="rewrite knowledge_base/calibration.yml")
    options = parser.parse_args()
    known = load_calibration(BASE / "calibration.yml")
    encoder = Encoder.load(options.encoder)
    searcher = build_searcher(encoder, known)
    questions = read_questions(searcher, encoder, read_gold())
    strangers = read_strangers(searcher, encoder)
    report(questions, cross_validate(questions, strangers, known))
    bare = {OWN: read_own_bare(searcher, encoder, known), **read_bare(encoder, known)}
    for name in bare:
        others = {other: examples for other, examples in bare.items() if other != name}
        share = first_right(bare[name], fit(balance(others), (), known.thresholds))
        print(f"without example questions, {name}, fitted on the others: first is right {share:.3f}")
    foreign = read_questions(searcher, encoder, read_english())
    print("\nin English")
    report(foreign, cross_validate(foreign, (), known, fit_english))
    if options.write:
        examples = [question.example for question in questions] + strangers
        fitted = fit(examples, (encoder.fingerprint,), known.thresholds)
        on_bare = fit(balance(bare), (), known.thresholds)
        fitted = replace(
            fitted,
            bare=Weighing(on_bare.ranking, on_bare.belief),
            foreign=fit_few([question.example for question in foreign]),
        )
        save_calibration(fitted, BASE / "calibration.yml")


if __name__ == "__main__":
    main()
