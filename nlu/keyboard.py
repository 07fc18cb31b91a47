"""Text typed in the wrong keyboard layout: «ghbdtn» for «привет»."""

import re

from nlu.language import ENGLISH, LATIN_RUSSIAN
from nlu.words import is_known

_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>/?&@#^$"
_LETTERS = 'ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ.,?"№:;'
_TO_RUSSIAN = str.maketrans(_KEYS, _LETTERS)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_TOKEN = re.compile(r"\S+")
_EDGES = re.compile(r"^([\"'(\[{]*)(.*?)([.,!?;:)\]}\"'&/]*)$", re.DOTALL)
_MEANT_SO = ENGLISH | LATIN_RUSSIAN
SURE_LETTERS = 4  # shorter Latin words are too often words of their own: id, ru, pdf


def mend_layout(text: str) -> str:
    """Retype Latin words in the Russian layout where that makes Russian words.

    A message with no Cyrillic letter is retyped whole if at least half of its words become known ones and
    none is a small English word, or a Russian one in Latin letters («net»); in a mixed message only words of
    four letters and more, each for itself. Tokens with digits are left alone.
    """
    if not _LATIN.search(text):
        return text
    if _CYRILLIC.search(text):
        return _TOKEN.sub(lambda found: _mend_sure(found[0]), text)
    tokens = [token for token in text.split() if _may_be_russian(token)]
    if any(token.strip(".,!?").lower() in _MEANT_SO for token in tokens):
        return text
    mended = [_retype(token) for token in tokens]
    known = sum(word is not None for word in mended)
    longest = max(
        (len(token) for token, word in zip(tokens, mended, strict=True) if word is not None), default=0
    )
    if longest < SURE_LETTERS - 1 or known * 2 < len(tokens):
        return text
    return _TOKEN.sub(lambda found: _mend_any(found[0]), text)


def _may_be_russian(token: str) -> bool:
    return bool(_LATIN.search(token)) and not any(sign.isdigit() for sign in token)


def _mend_sure(token: str) -> str:
    if not _may_be_russian(token) or _CYRILLIC.search(token) or len(_LATIN.findall(token)) < SURE_LETTERS:
        return token
    return _retype(token) or token


def _mend_any(token: str) -> str:
    if any(sign.isdigit() for sign in token) or "://" in token:
        return token
    return _retype(token) or token.translate(_TO_RUSSIAN)


def _retype(token: str) -> str | None:
    """Return the token in Russian letters if that is a known word, with or without the signs around it."""
    whole = token.translate(_TO_RUSSIAN)
    if whole.replace("-", "").isalpha() and is_known(whole):
        return whole
    found = _EDGES.match(token)
    if found is None or not found[2]:
        return None
    before, core, after = found.groups()
    word = core.translate(_TO_RUSSIAN)
    if word.replace("-", "").isalpha() and is_known(word):
        return before + word + after.replace("&", "?").replace("/", ".")
    return None
