"""Rules on words: foreign look-alikes, stretched letters, chat abbreviations. Tokens with digits are kept."""

import re
from collections.abc import Callable

from nlu.abbreviations import KEPT_AFTER, MEANINGS
from nlu.words import is_known

_TOKEN = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORTENED = re.compile(r"[^\W\d_]+(?:[./-][^\W\d_]+)*\.?")
_STRETCHED = re.compile(r"([а-яё])\1{2,}", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-záéóý]", re.IGNORECASE)
ADDRESS = re.compile(r"://|^www\.|@|\w\.(?:ru|com|org|net|рф|su)\b", re.IGNORECASE)
_LETTERED_DIGITS = re.compile(r"^[а-яё]*[0346][а-яё]+$|^[а-яё]+[0346][а-яё]*$", re.IGNORECASE)

# Accented ones come from stress marks («зáмок»). The second lot is trusted only if it makes a known word.
_SAFE = ("aeopcxykmáéóýABEKMHOPCTXYÁÉÓÝ", "аеорсхукмаеоуАВЕКМНОРСТХУАЕОУ")
_DOUBTFUL = ("tnbuirg", "тпвиигд")
_LOOKALIKES = str.maketrans(_SAFE[0] + _DOUBTFUL[0], _SAFE[1] + _DOUBTFUL[1])
_SAFE_LOOKALIKES = frozenset(_SAFE[0])
_DIGIT_LETTERS = str.maketrans("0346", "озчб")


def mend_lookalikes(text: str) -> str:
    """Write words of mixed alphabets in Cyrillic: «пaспорт» with a Latin a, «3аявление» with a digit."""
    return _TOKEN.sub(lambda found: _mend_token(found[0]), text)


def _mend_token(token: str) -> str:
    if not _CYRILLIC.search(token) or ADDRESS.search(token):
        return token
    if any(sign.isdigit() for sign in token):
        core = token.strip(".,!?;:()\"'")
        letters = core.translate(_DIGIT_LETTERS)
        if len(core) > 3 and _LETTERED_DIGITS.match(core) and is_known(letters):
            return token.replace(core, letters)
        return token
    return _LETTERS.sub(lambda found: _to_cyrillic(found[0]), token) if _LATIN.search(token) else token


def _to_cyrillic(word: str) -> str:
    latin = set(_LATIN.findall(word))
    if not latin or not _CYRILLIC.search(word):
        return word
    mended = word.translate(_LOOKALIKES)
    if latin <= _SAFE_LOOKALIKES or (not _LATIN.search(mended) and is_known(mended)):
        return mended
    return word


def shorten_stretched(text: str) -> str:
    """«привееет» → «привет», «длиннннный» → «длинный»: one letter, or two if only that is a word."""
    return _by_word(text, _shorten) if _STRETCHED.search(text) else text


def _shorten(word: str) -> str:
    if not _STRETCHED.search(word):
        return word
    once, twice = _STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)
    return twice if not is_known(once) and is_known(twice) else once


def spell_out(text: str) -> str:
    """Spell out what chats shorten: «спс» → «спасибо», «скок» → «сколько», «з/п» → «зарплата»."""
    return _TOKEN.sub(_spell_token, text)


def _spell_token(found: re.Match[str]) -> str:
    token = found[0]
    kept_after = KEPT_AFTER.get(token.strip(".,!?;:()").lower())
    if kept_after and (before := found.string[: found.start()].split()) and before[-1].lower() in kept_after:
        return token
    if any(sign.isdigit() for sign in token) or ADDRESS.search(token):
        return token
    return _SHORTENED.sub(_meaning, token)


def _meaning(found: re.Match[str]) -> str:
    word = found[0].removesuffix(".")
    meaning = MEANINGS.get(word.lower().replace("ё", "е"))
    if meaning is None:
        return found[0]
    spelled = meaning.capitalize() if word[0].isupper() and not word.isupper() else meaning
    return spelled + ("." if found[0].endswith(".") and "." not in word and len(word) > 4 else "")


def write_ye(text: str) -> str:
    """Write е for ё, as nearly everybody does."""
    return text.replace("ё", "е").replace("Ё", "Е")


def lower_shouting(text: str) -> str:
    """Write «ГДЕ МОЁ ЗАЯВЛЕНИЕ» small; abbreviations in ordinary text and tokens with digits stay."""
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) < 8 or sum(sign.isupper() for sign in letters) < 0.7 * len(letters):
        return text
    return _by_word(text, str.lower)


def _by_word(text: str, change: Callable[[str], str]) -> str:
    def change_token(found: re.Match[str]) -> str:
        token = found[0]
        if any(sign.isdigit() for sign in token) or ADDRESS.search(token):
            return token
        return _LETTERS.sub(lambda word: change(word[0]), token)

    return _TOKEN.sub(change_token, text)
