"""The words that misspelt ones are corrected to, found by how they sound."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.sounds import sound

LEXICON = Path(__file__).parent / "lexicon.yml"
# Letters at either end of a short and of a long word: one slip leaves those of one end alone.
EDGES, LONG = (2, 3), 7


class Lexicon:
    """Words with how often they occur: small letters, е for ё."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self._words: dict[str, list[str]] = {}
        for word in counts:
            self._words.setdefault(sound(word), []).append(word)
        # A scan of all takes a millisecond; those that begin or end alike are a thirtieth.
        self._ends: dict[tuple[str, int], list[str]] = {}
        for heard in self._words:
            for edge in EDGES:
                for end in _ends(heard, edge):
                    self._ends.setdefault((end, len(heard)), []).append(heard)

    def alike(self, heard: str) -> Iterator[str]:
        """Words that sound so."""
        yield from self._words.get(heard, ())

    def near(self, heard: str) -> Iterator[str]:
        """Words that sound so but for a letter put in, left out or replaced, or two swapped."""
        choices: dict[str, None] = {}  # in their order: a tie must not fall differently in each process
        for end in _ends(heard, EDGES[len(heard) >= LONG]):
            for length in (len(heard) - 1, len(heard), len(heard) + 1):
                choices.update(dict.fromkeys(self._ends.get((end, length), ())))
        choices.pop(heard, None)
        hits: Any = process.extract(
            heard, list(choices), scorer=OSA.distance, processor=None, score_cutoff=1, limit=None
        )
        for near, _, _ in hits:
            yield from self._words[near]


def _ends(heard: str, edge: int) -> tuple[str, str]:
    return f"{heard[:edge]}-", f"-{heard[-edge:]}"


@cache
def lexicon() -> Lexicon:
    """Return the shipped one."""
    # A hundred times as fast as a YAML parser, which would take seconds for so many lines.
    lines = LEXICON.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ") for line in lines if not line.startswith("#"))
    return Lexicon({word: int(count) for word, count in pairs})
