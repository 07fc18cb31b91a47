"""What misspelling costs: `python -m benchmarks.misspelling [--gold FILE] [--encoder PATH] [--keep FOLDER]`.

The questions of evaluation/gold/misspelt.jsonl (or translit.jsonl) as they were, as they are misspelt
without the rules that mend that, and with them: normal form, search with the shipped numbers, and the intent
classifier taught by the shipped examples, without Rasa. `--keep` holds vectors between runs. About a minute
where nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.kept_vectors import KeptVectors
from benchmarks.search_quality import BASE, ROOT, TODAY, build_searcher
from dialogues.training import write_question_examples
from knowledge_base.calibration import load_calibration
from knowledge_base.decision import DecisionKind, decide
from knowledge_base.search import Searcher
from nlu.classifier import IntentClassifier
from nlu.correction import mend_misspelt
from nlu.decision import IntentGate
from nlu.decision import decide as decide_intent
from nlu.encoder import Encoder
from nlu.text import RULES, Rule, normalise
from nlu.translit import write_in_cyrillic

GOLD = ROOT / "evaluation" / "gold" / "misspelt.jsonl"
INTENTS = {
    "action:status": "application_status",
    "action:operator": "person",
    "action:appointment": "appointment",
    "action:complaint": "complaint",
}
_EXAMPLE = re.compile(r"^\s*-\s+(?P<text>.+?)\s*$", re.MULTILINE)
_ENTITY = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@dataclass(frozen=True)
class Column:
    """The figures of one spelling: shares of the questions they are about, 0 to 1, and milliseconds."""

    first: float  # the right article leads, of the questions on topics
    three: float  # it is one of the first three
    answered: float  # the search would answer directly, of the same
    answered_right: float  # of the answered
    intent: float  # the intent is right, of the requests for an action
    changed: float  # the normal form differs from that of the right spelling in a word, of all
    milliseconds: float  # the normal form of a message, median
    slowest: float  # the same, the 99th percentile

    def lines(self) -> list[str]:
        """Each figure for print."""
        shares = (self.first, self.three, self.answered, self.answered_right, self.intent, self.changed)
        return [*(f"{share:.3f}" for share in shares), f"{self.milliseconds:.3f}", f"{self.slowest:.3f}"]


NAMES = (
    "first is right", "one of three is", "answered", "right of answered", "intent of actions",
    "words differ", "normal form, ms p50", "normal form, ms p99",
)  # fmt: skip


def read_rows(path: Path) -> list[dict[str, Any]]:
    """All lines of a set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_training(folder: Path) -> list[tuple[str, str]]:
    """(text, intent) of the shipped examples, and of the articles' as they are taught."""
    with tempfile.TemporaryDirectory() as made:
        target = Path(made) / "articles.yml"
        write_question_examples(BASE / "articles", target)
        files = [*sorted(folder.glob("*.yml")), target]
        contents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return [
        (_ENTITY.sub(r"\1", found["text"]), intent["intent"])
        for content in contents
        for intent in content["nlu"]
        if "intent" in intent
        for found in _EXAMPLE.finditer(intent["examples"])
    ]


def teach(vectors: KeptVectors) -> IntentClassifier:
    """The classifier as training makes it."""
    taught = [(normalise(text).text, intent) for text, intent in read_training(ROOT / "training_data")]
    texts, intents = zip(*((text, intent) for text, intent in taught if text), strict=True)
    return IntentClassifier.fit(texts, vectors.encode_queries(texts), intents)


def measure(
    texts: Sequence[str],
    rows: Sequence[dict[str, Any]],
    searcher: Searcher,
    classifier: IntentClassifier,
    vectors: KeptVectors,
    rules: Sequence[Rule] = RULES,
) -> Column:
    """The figures of `texts`, one for each of `rows`; their normal form by `rules`."""
    forms, spent = zip(*(_time(text, rules) for text in texts), strict=True)
    asked = vectors.encode_queries(forms)
    thresholds = load_calibration(BASE / "calibration.yml").thresholds
    first, three, answered = [], [], []
    for row, form, vector in zip(rows, forms, asked, strict=True):
        right = {row["label"], *row["also"]}
        if ":" in row["label"] or row["label"] in ("none", "oos"):
            continue
        hits = searcher.search(vector, form, TODAY)
        first.append(hits[0].article in right)
        three.append(any(hit.article in right for hit in hits[:3]))
        answered.append(decide(hits, thresholds).kind is DecisionKind.ANSWER)
    labels, shares = classifier.predict_proba(forms, asked)
    given = [decide_intent(labels, share, IntentGate()).intent for share in shares]
    wanted = [INTENTS.get(row["label"]) for row in rows]
    intents = [want == intent for want, intent in zip(wanted, given, strict=True) if want]
    differ = [
        _words(form) != _words(normalise(row["of"]).text) for row, form in zip(rows, forms, strict=True)
    ]
    return Column(
        float(np.mean(first)),
        float(np.mean(three)),
        float(np.mean(answered)),
        float(np.array(first)[answered].mean()),
        float(np.mean(intents)),
        float(np.mean(differ)),
        float(np.median(spent)),
        float(np.percentile(spent, 99)),
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _time(text: str, rules: Sequence[Rule]) -> tuple[str, float]:
    """The normal form and the milliseconds it takes, its words met for the first time."""
    began, form = time.perf_counter(), text
    for rule in rules:  # past the cache of whole messages
        form = rule(form)
    return form, (time.perf_counter() - began) * 1000


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="What misspelling costs the search and the intents.")
    parser.add_argument(
        "--gold", type=Path, default=GOLD, help='lines with "text" and the right spelling, "of"'
    )
    parser.add_argument("--encoder", default=str(ROOT / ".data" / "encoder"))
    parser.add_argument("--keep", type=Path, help="folder for vectors between runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        vectors = KeptVectors(Encoder.load(options.encoder), options.keep or Path(made))
        rows = read_rows(options.gold)
        searcher = build_searcher(vectors, load_calibration(BASE / "calibration.yml"))
        classifier = teach(vectors)
        left = [rule for rule in RULES if rule not in (mend_misspelt, write_in_cyrillic)]
        columns = [
            measure([row[key] for row in rows], rows, searcher, classifier, vectors, rules)
            for key, rules in (("of", RULES), ("text", left), ("text", RULES))
        ]
    print(f"{len(rows)} questions{'as they were':>22}{'not mended':>12}{'mended':>12}")
    for name, *figures in zip(NAMES, *(column.lines() for column in columns), strict=True):
        print(f"{name:<22}{figures[0]:>13}{figures[1]:>12}{figures[2]:>12}")


if __name__ == "__main__":
    main()
