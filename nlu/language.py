"""What language a message is in, as far as it matters: Russian, or one that is answered by meaning alone."""

import re

from nlu.spelling import ADDRESS

CAPITALS = 5  # letters; a shorter word of capitals is a name in any language: SMS, QR, VK
OUTWEIGHED = 2  # Latin words for each Cyrillic one, from which on those are names: «I live in Москва»

_CYRILLIC_WORD = re.compile(r"[а-яё]+", re.IGNORECASE)
_LATIN_WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")

# Small English words, but for those that are Russian ones as well when read so: to, do, no, on, my, not.
_ENGLISH = """
    about after again all also am an and any anyone application are as at be been but by can cannot could
    did does english find fire for from get give go got had has have hello help her here hey hi him his how
    idiot if in into is it its just know like long lost make may me more much must need new now of old
    online open or our out pay please register registration she should some someone sure take tell than
    thank thanks that the their them then there they this time track up us use very want was we were what
    when where which who why will with without would yes yet you your
"""
ENGLISH = frozenset(_ENGLISH.split())
# Russian in Latin letters that the wrong keyboard layout would turn into a word as well, and what is Russian
# though nothing else is said.
_RUSSIAN = "da net nu ya ti ty vi vy kak gde kto chto shto den zhe dva tot byt byl"
LATIN_RUSSIAN = frozenset(_RUSSIAN.split())


def is_foreign(text: str) -> bool:
    """Tell whether a normal form is in a language that is not written in Cyrillic.

    Addresses, numbers, codes and abbreviations are of no language, and one word alone may be a name; a name
    in Cyrillic does not make a foreign message Russian.
    """
    plain = " ".join(token for token in text.split() if not ADDRESS.search(token))
    words = [word for word in _LATIN_WORD.findall(_CYRILLIC_WORD.sub(" ", plain)) if not _is_short_name(word)]
    english = sum(word.lower() in ENGLISH for word in words)
    cyrillic = len(_CYRILLIC_WORD.findall(plain))
    if cyrillic:
        return english > 1 and len(words) >= OUTWEIGHED * cyrillic
    return len(words) > 1 or english > 0


def _is_short_name(word: str) -> bool:
    return word.isupper() and len(word) <= CAPITALS
