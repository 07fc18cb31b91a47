"""The normal form of a message: small named rules in a fixed order, each of which can say that it fired."""

from dataclasses import dataclass
from functools import lru_cache

from nlu import cleaning, correction, greeting, keyboard, spelling, translit

Rule = cleaning.Rule

RULES: tuple[Rule, ...] = (
    cleaning.cut_pasted,
    cleaning.strip_markup,
    cleaning.unescape_entities,
    cleaning.compose_letters,
    cleaning.translate_lone_signs,
    cleaning.drop_pictures,
    cleaning.drop_invisible,
    cleaning.unify_signs,
    cleaning.drop_smiles,
    cleaning.cut_clean,
    spelling.mend_lookalikes,
    keyboard.mend_layout,
    translit.write_in_cyrillic,
    spelling.lower_shouting,
    spelling.shorten_stretched,
    spelling.write_ye,
    spelling.spell_out,
    correction.mend_misspelt,
    cleaning.shorten_punctuation,
    cleaning.collapse_spaces,
    greeting.cut_greeting,
    cleaning.collapse_spaces,
)
"""Characters before words, because words are looked up in a dictionary; the greeting last, once readable."""


@dataclass(frozen=True)
class Normal:
    """The normal form of a message."""

    text: str
    """What is matched, embedded and classified; may be empty."""
    fired: tuple[str, ...]
    """Names of the rules that changed something, in order."""


def normalise(text: str) -> Normal:
    """Return the normal form of `text`, of any length and content; case numbers and addresses are kept.

    Never fails. A second pass over the result changes nothing that matters, but is not needed.
    """
    return _normalise_short(text) if len(text) <= cleaning.MAX_CHARACTERS else _apply(text)


@lru_cache(maxsize=2048)
def _normalise_short(text: str) -> Normal:
    return _apply(text)


def _apply(text: str) -> Normal:
    fired: list[str] = []
    for rule in RULES:
        changed = rule(text)
        if changed != text:
            if rule.__name__ not in fired:
                fired.append(rule.__name__)
            text = changed
    return Normal(text, tuple(fired))
