"""Which mistakes hurt most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.judging import Judged

# A wrong answer misleads; a refusal costs a citizen a question; useless choices cost a look at them.
HARM = {"wrong": 3.0, "refused": 1.5, "choices": 1.0, "failed": 3.0}
REFUSED, CHOICES, FAILED = "refused", "choices", "failed"


@dataclass(frozen=True)
class Confusion:
    """What should have been given, what was, how often, and how bad that is in all."""

    label: str
    given: str
    count: int
    harm: float


def find_confusions(judged: Sequence[Judged]) -> list[Confusion]:
    """All mistakes by label and by what was given instead, the worst first. Texts are not in it."""
    pairs = Counter(pair for one in judged if (pair := _mistake(one)) is not None)
    found = [
        Confusion(label, given, count, count * HARM[kind]) for (label, given, kind), count in pairs.items()
    ]
    return sorted(found, key=lambda confusion: (-confusion.harm, confusion.label, confusion.given))


def _mistake(one: Judged) -> tuple[str, str, str] | None:
    label, given = one.row.label, one.given
    if given.outcome == FAILED:
        return label, FAILED, FAILED
    if one.confident_wrong:
        return label, str(given.direct), "wrong"
    if one.row.in_scope and given.refused:
        return label, REFUSED, REFUSED
    if given.choices and not one.right:
        return label, "choices " + ", ".join(given.choices), CHOICES
    return None
