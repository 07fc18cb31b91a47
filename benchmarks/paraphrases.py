"""The paraphrased questions of training_data/paraphrases: small bases of close answers in many subjects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nlu.text import normalise

FOLDER = Path(__file__).parent.parent / "training_data" / "paraphrases"
HELD = ("clinic", "office", "sport_club")
"""Never learned from: the search's weights are fitted and measured on them, as on a stranger's base."""
NEAR = "bodies"
"""Never learned from either: public services that our catalogue does not have."""


@dataclass(frozen=True)
class Entry:
    """An answer with the ways to ask for it. Entries of one cluster are close neighbours."""

    cluster: str
    title: str
    answer: str
    questions: tuple[str, ...]  # in their normal form


def domains() -> list[str]:
    """Names of the bases, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.jsonl"))


def read_domain(name: str) -> Iterator[Entry]:
    """Entries of one base in the order of its file."""
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        questions = tuple(normalise(text).text for text in row["questions"])
        yield Entry(f"{name}/{row['cluster']}", row["title"], row["answer"], questions)
