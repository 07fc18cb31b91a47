"""A rule on words that no dictionary knows: «патерял» → «потерял», «какполучить» → «как получить»."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from rapidfuzz.distance import OSA

from nlu.lexicon import lexicon
from nlu.sounds import sound
from nlu.spelling import ADDRESS
from nlu.words import is_known

SHORTEST, LONGEST = 4, 24  # letters; shorter unknown words are abbreviations as often as mistakes
SURE = 5  # letters from which on a word may differ in what is heard
MOST = 100  # words of a message that are looked at

# What a correction costs: a step in what is heard is a slip of the finger, one in letters alone is spelling.
STEP, LETTER, FREQUENT = 1.0, 0.5, 0.15
SPLIT = 1.3
ACCEPTED = 1.4
LETTERS_ALIKE, LETTERS_NEAR = 3, 2  # letters that may differ in words that sound alike, or nearly so

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CYRILLIC = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]\W*$")
_SMALL_BEFORE = "в во на за по с со к от до из у о об а и не ни без под при про для как где кто что это уже"
_SMALL_AFTER = "ли же бы мне нет"
_BOUND = "пере само авто теле видео фото мини супер микро двух трех много мало спец евро электро"
PARTICLES = frozenset(("нибудь", "либо", "таки"))  # the dictionary has them in whole words alone
# Small words that are written together with the next or the one before; parts that belong together.
SMALL_BEFORE, SMALL_AFTER = frozenset(_SMALL_BEFORE.split()), frozenset(_SMALL_AFTER.split())
BOUND = frozenset(_BOUND.split())


def mend_misspelt(text: str) -> str:
    """Write words that no dictionary knows as the likeliest word they may be; all else is left alone.

    Left alone are tokens with digits, Latin letters or an address, capitals inside a sentence, and what is
    like nothing in the lexicon. Of a very long message only the first words are looked at.
    """
    pieces, start = [], 0
    opens = True  # a sentence begins here: its capital says nothing
    for found in islice(_TOKEN.finditer(text), MOST):
        token = found[0]
        mended = _mend_token(token, opens)
        opens = bool(_SENTENCE_END.search(token))
        if mended != token:
            pieces += [text[start : found.start()], mended]
            start = found.end()
    return "".join([*pieces, text[start:]]) if pieces else text


def _mend_token(token: str, opens: bool) -> str:
    if len(token) < SHORTEST or any(sign.isdigit() for sign in token) or ADDRESS.search(token):
        return token
    return _WORD.sub(lambda found: _mend_word(found[0], opens), token)


def _mend_word(word: str, opens: bool) -> str:
    if not SHORTEST <= len(word) <= LONGEST or not _CYRILLIC.fullmatch(word):
        return word
    if not word.islower() and not (opens and word.istitle()):
        return word
    mended = correct(word.lower().replace("ё", "е"))
    if mended is None:
        return word
    return mended[0].upper() + mended[1:] if word[0].isupper() else mended


@lru_cache(maxsize=16384)
def correct(word: str) -> str | None:
    """The likeliest word or two for an unknown `word` (small letters, е for ё).

    None when it is known, or when nothing is near enough.
    """
    if word in lexicon().counts or all(part in PARTICLES or is_known(part) for part in word.split("-")):
        return None
    best, cost = None, ACCEPTED
    for likely, here in (*_respell(word), *_split(word)):
        if here < cost:
            best, cost = likely, here
    return best


def _respell(word: str) -> Iterator[tuple[str, float]]:
    """Words it may be, with their costs."""
    heard = sound(word)
    for likely in lexicon().alike(heard):
        yield from _price(word, likely, 0, LETTERS_ALIKE if len(word) >= SURE else 1)
    if len(word) >= SURE:
        for likely in lexicon().near(heard):
            yield from _price(word, likely, 1, LETTERS_NEAR)


def _price(word: str, likely: str, steps: int, most: int) -> Iterator[tuple[str, float]]:
    letters = OSA.distance(word, likely)
    if letters <= most:
        yield likely, STEP * steps + LETTER * letters - FREQUENT * math.log(lexicon().counts[likely])


def _split(word: str) -> Iterator[tuple[str, float]]:
    """Pairs of words that it may be, with their costs."""
    counts = lexicon().counts
    for at in range(1, len(word)):
        left, right = word[:at], word[at:]
        if (left in SMALL_BEFORE or _stands_alone(left)) and (right in SMALL_AFTER or _stands_alone(right)):
            least = min(counts.get(left, 1), counts.get(right, 1))
            yield f"{left} {right}", SPLIT - FREQUENT * math.log(least)


def _stands_alone(part: str) -> bool:
    return len(part) >= SHORTEST and part in lexicon().counts and part not in BOUND
