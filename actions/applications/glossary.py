"""What the text of a state means: the string itself is matched, inflected, cut or misspelt.

States are near each other in wording and far in meaning («выдача результата», «выдача в ОГВ»), so
search by meaning confuses them; comparing strings does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from actions.applications.state import State

FILE = Path(__file__).with_name("glossary.yml")
LONG_WORDS = 3  # a phrase this long is a state by itself; a shorter one needs a cue beside it
LIKENESS = 86.0  # of 100; «завершенно» for «завершено» has 95, «приём» for «отказ» 20
HEAD_START = 8.0  # by so much must a shorter phrase be more alike than a longer one
CUT_LEAST = 0.6  # a state cut off is recognised when this much of it is left
BARE_EXTRA = 2  # words beside a short state in a message that is nothing but the state
LONGEST = 700  # characters looked at
CUE_REACH = 3  # words between a short state and its cue, near which it is taken for one
_CUE = re.compile(
    r"статус\w*|состояни\w*|написано|пишет\w*|указано|стоит|висит|отображается|показыва\w+"
    r"|значит|означа\w+|расшифру\w+|понять|понимать|пришло|сменил\w+"
)
_QUOTED = re.compile(r"[«\"“„']([^«»\"“”„']{3,120})[»\"”“']")
_WORD = re.compile(r"[а-яa-z0-9]+")


class GlossaryError(ValueError):
    """The glossary's file is wrong; the text names the entry."""


@dataclass(frozen=True)
class Meaning:
    """A state explained in three parts."""

    key: str
    article: str
    texts: tuple[str, ...]
    states: frozenset[State]
    where: str
    visit: str
    knows: str


@dataclass(frozen=True)
class Match:
    """A state found in a message."""

    meaning: Meaning
    text: str  # as the glossary writes it
    likeness: float  # 0 to 100


@dataclass(frozen=True)
class _Phrase:
    words: tuple[str, ...]
    text: str
    meaning: Meaning

    @property
    def joined(self) -> str:
        return " ".join(self.words)


class Glossary:
    """Finds states in messages and explains the states of our own registry."""

    def __init__(self, meanings: Sequence[Meaning]) -> None:
        self.meanings = tuple(meanings)
        phrases = [_Phrase(words_of(t), t, m) for m in self.meanings for t in m.texts]
        self._phrases = sorted(phrases, key=lambda phrase: -len(phrase.joined))
        self._by_state = {state: meaning for meaning in self.meanings for state in meaning.states}

    @classmethod
    def load(cls, path: Path = FILE) -> Glossary:
        """Read glossary.yml; raises `GlossaryError`."""
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        meanings = []
        for entry in entries:
            try:
                meanings.append(
                    Meaning(
                        key=entry["key"],
                        article=entry["article"],
                        texts=tuple(entry["texts"]),
                        states=frozenset(State(state) for state in entry["states"]),
                        where=entry["where"],
                        visit=entry["visit"],
                        knows=entry["knows"],
                    )
                )
            except (KeyError, TypeError, ValueError) as error:
                name = entry.get("key", "?") if isinstance(entry, dict) else "?"
                raise GlossaryError(f"{path}: entry '{name}': {error}") from error
        return cls(meanings)

    def explain(self, state: State, state_text: str | None = None) -> Meaning:
        """The meaning of a registry's state; the office's own words are the surer witness."""
        found = self._best(words_of(state_text or ""), bare=True) if state_text else None
        return found.meaning if found is not None else self._by_state[state]

    def match(self, text: str) -> Match | None:
        """The state a message speaks of, or None.

        A short state («в работе») counts only in quotation marks, beside a cue («статус», «что
        значит») or as the whole message; a long one counts by itself.
        """
        lowered = text[:LONGEST].lower().replace("ё", "е")
        for quoted in _QUOTED.findall(lowered):
            found = self._best(words_of(quoted), bare=True)
            if found is not None:
                return found
        return self._best(words_of(lowered), bare=False)

    def _best(self, words: tuple[str, ...], *, bare: bool) -> Match | None:
        cues = [index for index, word in enumerate(words) if _CUE.fullmatch(word)]
        best: Match | None = None
        size = 0  # words of the best
        for phrase in self._phrases:
            anywhere = bare or len(phrase.words) >= LONG_WORDS or len(words) <= len(phrase.words) + BARE_EXTRA
            likeness = _likeness(words, phrase, None if anywhere else cues)
            # Longer phrases come first: «выдача в ОГВ» must not lose to a perfect «выдача».
            lead = 0.0 if len(phrase.words) == size else HEAD_START
            if likeness >= LIKENESS and (best is None or likeness > best.likeness + lead):
                best, size = Match(phrase.meaning, phrase.text, likeness), len(phrase.words)
        return best or self._best_cut(words)

    def _best_cut(self, words: tuple[str, ...]) -> Match | None:
        """A long state that the end of the message cuts off."""
        found = [(_cut_likeness(words, phrase), phrase) for phrase in self._phrases]
        likeness, phrase = max(found, key=lambda pair: pair[0], default=(0.0, None))
        return Match(phrase.meaning, phrase.text, likeness) if phrase and likeness >= LIKENESS else None


def _likeness(words: tuple[str, ...], phrase: _Phrase, cues: Sequence[int] | None) -> float:
    """How alike the phrase and the best place of the message are; with `cues`, near one of them only."""
    size, best = len(phrase.words), 0.0
    for start in range(len(words) - size + 1):
        if cues is not None and not any(-CUE_REACH <= start - cue <= CUE_REACH + size for cue in cues):
            continue
        window = words[start : start + size]
        # A single word must be nearly the same: «отказали» tells a story, «отказано» is a state.
        alike = all(map(_alike, window, phrase.words)) if size > 1 else _near(window[0], phrase.words[0])
        if alike:
            best = max(best, fuzz.ratio(" ".join(window), phrase.joined), LIKENESS)
    return best


def _cut_likeness(words: tuple[str, ...], phrase: _Phrase) -> float:
    if len(phrase.words) < LONG_WORDS:
        return 0.0
    best = 0.0
    for start in range(max(0, len(words) - len(phrase.words)), len(words)):
        rest = " ".join(words[start:])
        if CUT_LEAST * len(phrase.joined) <= len(rest) < len(phrase.joined):
            best = max(best, fuzz.ratio(rest, phrase.joined[: len(rest)]))
    return best


@lru_cache(maxsize=8192)
def _alike(word: str, wanted: str) -> bool:
    """The same word, perhaps in another form or with a slip."""
    if word == wanted:
        return True
    if len(wanted) <= 4 or len(word) <= 4:
        return False
    stem = max(5, min(len(word), len(wanted)) - 3)
    return word[:stem] == wanted[:stem] or _near(word, wanted)


def _near(word: str, wanted: str) -> bool:
    return bool(fuzz.ratio(word, wanted) >= 84)


def words_of(text: str) -> tuple[str, ...]:
    """Words of a text in small letters, ё as е."""
    return tuple(_WORD.findall(text.lower().replace("ё", "е")))
