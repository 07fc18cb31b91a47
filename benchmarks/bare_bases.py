"""Bases without example questions, as a stranger's is: the paraphrase bases that nothing was learned from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from benchmarks.paraphrases import HELD, read_domain
from evaluation.search import ForeignArticle, build_searcher
from knowledge_base.calibration import Calibration, count_words
from knowledge_base.fitting import Example
from nlu.encoder import Encoder

STRANGERS = 8  # one of so many questions of another base is asked too: nothing answers it
ANY_DAY = date(2000, 1, 1)  # these bases have no dates


def read_bare(encoder: Encoder, calibration: Calibration) -> dict[str, list[Example]]:
    """Examples by the name of the base, their evidence by the cosines of `calibration`."""
    entries = {name: list(read_domain(name)) for name in HELD}
    examples: dict[str, list[Example]] = {}
    for name, here in entries.items():
        articles = [ForeignArticle(str(at), entry.title, entry.answer) for at, entry in enumerate(here)]
        searcher = build_searcher(articles, encoder, calibration)
        asked = [(text, frozenset({str(at)})) for at, entry in enumerate(here) for text in entry.questions]
        others = [
            text for other in HELD if other != name for entry in entries[other] for text in entry.questions
        ]
        asked += [(text, frozenset()) for text in others[::STRANGERS]]
        vectors = encoder.encode_queries([text for text, _ in asked])
        examples[name] = []
        for (text, right), vector in zip(asked, vectors, strict=True):
            found, evidence = searcher.compare(vector, text, ANY_DAY)
            examples[name].append(Example(tuple(found), evidence, right, count_words(text)))
    return examples


def first_right(examples: Sequence[Example], calibration: Calibration) -> float:
    """Share of the answerable questions whose best article answers."""
    answerable = [example for example in examples if example.right]
    best = [int(np.argmax(calibration.rank(example.evidence))) for example in answerable]
    right = [example.articles[at] in example.right for example, at in zip(answerable, best, strict=True)]
    return float(np.mean(right))
