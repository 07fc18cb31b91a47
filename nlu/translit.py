"""A rule on Russian typed in Latin letters: «kak zamenit pasport» → «как заменить паспорт».

Nobody keeps to one system, so a word is read in all ways its letters allow, and the likeliest Russian word is
taken. English is left alone: that most of a message's words are Russian when read so, and hardly one is a
small English word, is what tells the two apart.
"""

import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from nlu.correction import correct
from nlu.language import ENGLISH, LATIN_RUSSIAN
from nlu.lexicon import lexicon
from nlu.spelling import ADDRESS
from nlu.words import is_known

# A word that is none takes 2 ms: of a very long message the beginning is read, which says what it is about.
MOST = 60  # tokens of a message that are looked at
READINGS = 48  # ways to read a word that are looked at
LONGEST = 24  # letters
SURE_LETTERS = 4  # in a message with Cyrillic a shorter Latin word is rather a name: id, ru, pdf
LONG_LETTERS = 8  # of a word that is no word of the field
SHARE = 0.6  # of the words of a message that are Russian when read so
UNREADABLE = -10.0
# What a reading is worth: a word of the field by how often it occurs there, any other, one that is misspelt.
FIELD, KNOWN, MISSPELT = 3.0, 1.0, -1.0
LATER = 0.05  # what each less usual reading costs
SLACK = 1.0  # what a word may cost so and still count as one
TELLING = 3  # words that tell Russian for each English one
MIXED = 3  # Latin words beside Cyrillic ones from which on they are taken together

# The usual reading first. Longer groups are tried before shorter ones, and both are followed.
_LETTERS: dict[str, str] = {
    "shch": "щ", "sch": "щ сч", "sh'": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц тс",
    "tz": "ц", "yo": "е йо", "jo": "е йо", "yu": "ю", "ju": "ю", "iu": "ю иу", "ya": "я", "ja": "я",
    "ia": "ия я", "ye": "е ые", "je": "е", "ie": "ие ье", "io": "ио е", "eh": "э", "ck": "к", "ph": "ф",
    "ss": "сс с", "iy": "ий ы", "ij": "ий", "yj": "ый", "yy": "ый", "ii": "ий ии", "ui": "уй уи ы",
    "u'": "ю", "g'": "ж", "a": "а", "b": "б", "c": "ц к с", "d": "д", "e": "е э", "f": "ф", "g": "г ж",
    "h": "х", "i": "и й ы", "j": "й ж", "k": "к", "l": "л ль", "m": "м", "n": "н нь", "o": "о", "p": "п",
    "q": "к", "r": "р", "s": "с", "t": "т ть", "u": "у ю", "v": "в", "w": "в ш", "x": "х кс",
    "y": "ы й и у ый", "z": "з ж", "'": "ь ъ", "`": "ь", "4": "ч", "6": "ш", "-": "-",
}  # fmt: skip
_READINGS = {group: tuple(letters.split()) for group, letters in _LETTERS.items()}
_LONGEST_GROUP = max(map(len, _READINGS))

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[a-z46][a-z46'`]*(?:-[a-z][a-z'`]*)*", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_OTHER_DIGITS = re.compile(r"[0-35789]")


def write_in_cyrillic(text: str) -> str:
    """Write Russian words in Latin letters in Cyrillic; other languages, names, addresses and codes stay.

    In a message that has Cyrillic too, one or two Latin words are rather a name or a product: of these only
    words of the field are written so, each for itself.
    """
    if not _LATIN.search(text):
        return text
    words = [word for token in islice(_TOKEN.findall(text), MOST) for word in _latin_words(token)]
    alone = not _CYRILLIC.search(text)
    if (alone or len(words) >= MIXED) and _are_russian(words):
        return _TOKEN.sub(lambda found: _write_token(found[0], _write), text, count=MOST)
    return text if alone else _TOKEN.sub(lambda found: _write_token(found[0], _write_sure), text, count=MOST)


def _latin_words(token: str) -> list[str]:
    """Words in small letters; none of what is an address or a number."""
    if ADDRESS.search(token) or _OTHER_DIGITS.search(token) or _CYRILLIC.search(token):
        return []
    return [word.lower() for word in _WORD.findall(token) if _LATIN.search(word)]


def _are_russian(words: list[str]) -> bool:
    english = sum(word in ENGLISH for word in words)
    known = [word for word in words if word not in ENGLISH and _read(word)[1] >= KNOWN - SLACK]
    if not words or len(known) < SHARE * len(words):
        return False
    telling = sum(_tells(word) for word in known)
    return telling > TELLING * english or (not english and all(word in LATIN_RUSSIAN for word in words))


def _tells(word: str) -> bool:
    """A short word of the dictionary is often an English one as well: «трак» is track."""
    return len(word) >= (SURE_LETTERS if _read(word)[1] >= FIELD - SLACK else LONG_LETTERS)


def _write_token(token: str, write: Callable[[re.Match[str]], str]) -> str:
    return _WORD.sub(write, token) if _latin_words(token) else token


def _write(found: re.Match[str]) -> str:
    read, worth = _read(found[0].lower())
    is_code = worth == UNREADABLE and any(sign.isdigit() for sign in found[0])
    return found[0] if is_code or read == found[0].lower() else _as_written(found[0], read)


def _write_sure(found: re.Match[str]) -> str:
    read, worth = _read(found[0].lower())
    sure = len(found[0]) >= SURE_LETTERS and found[0].lower() not in ENGLISH and worth >= FIELD - SLACK
    return _as_written(found[0], read) if sure else found[0]


def _as_written(word: str, read: str) -> str:
    if not _LATIN.search(word):
        return word
    if len(word) > 1 and word.isupper():
        return read.upper()
    return read.capitalize() if word[0].isupper() else read


@lru_cache(maxsize=4096)
def _read(word: str) -> tuple[str, float]:
    """The likeliest reading of a word of small Latin letters, and what it is worth."""
    if len(word) > LONGEST or not _LATIN.search(word):
        return word, UNREADABLE
    readings = list(islice(_readings(word), READINGS))
    best, worth = "", UNREADABLE
    for later, reading in enumerate(readings):
        here = _worth(reading) - LATER * later
        if here > worth:
            best, worth = reading, here
    if best:
        return best, worth
    if not readings:  # «İ» is an i for a regular expression, but not for the table
        return word, UNREADABLE
    mended = correct(readings[0])
    return (mended, MISSPELT) if mended else (readings[0], UNREADABLE)


def _worth(reading: str) -> float:
    count = lexicon().counts.get(reading, 0)
    if count:
        return FIELD + math.log(count)
    return KNOWN if is_known(reading) else 2 * UNREADABLE


def _readings(word: str) -> Iterator[str]:
    """Ways to read a word, the usual ones first: the fewer unusual letters, the earlier."""
    ends: dict[int, list[tuple[int, str]]] = {0: [(0, "")]}
    for at in range(len(word)):
        here = sorted(ends.get(at, []))[:READINGS]
        for size in range(1, min(_LONGEST_GROUP, len(word) - at) + 1):
            letters = _READINGS.get(word[at : at + size], ())
            # A group read letter by letter is unusual.
            longer = any(word[at : at + more] in _READINGS for more in range(size + 1, _LONGEST_GROUP + 1))
            for unusual, read in here:
                ends.setdefault(at + size, []).extend(
                    (unusual + order + longer, read + letter) for order, letter in enumerate(letters)
                )
    for _, read in sorted(ends.get(len(word), [])):
        yield read
