"""What language a message is in, as far as it matters: Russian, or one that is answered by meaning alone."""

import re

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN_WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")

# Small English words, but for those that are Russian ones as well when read so: to, do, no, on, my, not.
_ENGLISH = """
    about after again all also am an and any anyone application are as at be been but by can cannot could
    did does english find fire for from get give go got had has have hello help her here hey hi him his how
    idiot if in into is it its just know like long lost make may me more much must need new now of old
    online open or our out pay please register registration she should some someone sure take
    tell than thank thanks that the their them then there they this time track up us use very want was we
    were what when where which who why will with without would yes yet you your
"""
ENGLISH = frozenset(_ENGLISH.split())


def is_foreign(text: str) -> bool:
    """Tell whether a normal form is in a language that is not written in Cyrillic.

    Case numbers, codes and numbers are of no language.
    """
    return not _CYRILLIC.search(text) and bool(_LATIN_WORD.search(text))
