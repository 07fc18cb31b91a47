"""How a message came to its normal form: which rule wrote which words anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from nlu.text import RULES

_WORD = re.compile(r"[^\s.,;:!?()«»\"…]+")
MOST = 30  # words told; a message pasted in the wrong layout would be told whole


@dataclass(frozen=True)
class Rewording:
    """Words as they were and as they are read."""

    rule: str
    before: str
    after: str


def rewordings(text: str) -> list[Rewording]:
    """What the rules of the normal form changed in words, in their order, `MOST` at most.

    Words that were only dropped (a greeting, a picture) or differ in capitals or ё alone are not told.
    """
    told: list[Rewording] = []
    for rule in RULES:
        changed = rule(text)
        if changed != text:
            told += [Rewording(rule.__name__, *pair) for pair in _pairs(_words(text), _words(changed))]
            text = changed
    return told[:MOST]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("ё", "е"))


def _pairs(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    for kind, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        if end - start == stop - begin:  # word by word
            yield from zip(before[start:end], after[begin:stop], strict=True)
        else:
            yield " ".join(before[start:end]), " ".join(after[begin:stop])
