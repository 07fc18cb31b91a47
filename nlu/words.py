"""Russian words: are they in the dictionary, and what are their lemmas. Cached: chat repeats itself."""

import re
from functools import cache, lru_cache
from typing import Any

WORD = re.compile(r"[^\W_]+(?:-[^\W\d_]+)*")
"""A word or a number; a hyphen joins letters (`какой-нибудь`), not the parts of a number."""

# The dictionary's analyser raises ValueError for letters that have no name in Unicode, such as Tangut.
_RUSSIAN = re.compile(r"[а-яё]+(?:-[а-яё]+)*")

# Words of the field that the dictionary lacks, so that other rules do not "mend" them.
_FIELD = """
    мфц снилс инн огрн егрн егрп егэ огэ мвд гибдд фнс сфр пфр фсс осаго омс дмс эцп укэп есиа загс жкх жку
    загран загранпаспорт госуслуги госпошлина росреестр маткапитал пин смс чат бот онлайн
"""
FIELD_WORDS = frozenset(_FIELD.split())


@cache
def _analyzer() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    """Tell whether `word` (any case, ё or е) is Russian: in the dictionary, or a word of the field."""
    lower = word.lower()
    return lower in FIELD_WORDS or bool(_analyzer().word_is_known(lower))


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Return the dictionary form of `word` in lower case with е for ё; what is not Russian as it is."""
    lower = word.lower().replace("ё", "е")
    if lower in FIELD_WORDS or not _RUSSIAN.fullmatch(lower):
        return lower
    return str(_analyzer().parse(lower)[0].normal_form).replace("ё", "е")


@lru_cache(maxsize=65536)
def is_noun(word: str) -> bool:
    """Tell whether `word` (any case) is most likely a noun; words of the field are."""
    lower = word.lower()
    if lower in FIELD_WORDS:
        return True
    return _RUSSIAN.fullmatch(lower) is not None and "NOUN" in _analyzer().parse(lower)[0].tag


def lemmas(text: str) -> list[str]:
    """Return the lemmas of all words and numbers of `text`, in order; punctuation is left out."""
    return [lemma(word) for word in WORD.findall(text)]
