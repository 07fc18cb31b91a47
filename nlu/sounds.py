"""How a Russian word sounds, roughly: «патерял» and «потерял», «здать» and «сдать» are one."""

import re

# Whole groups first, then letters: what is heard the same, or what hasty writers take for each other.
_GROUPS = (
    (re.compile(r"(?<=[оеа])го$"), "во"),
    (re.compile(r"ть?ся$|ц+а$"), "ца"),
    (re.compile(r"стн"), "сн"),
    (re.compile(r"здн"), "зн"),
    (re.compile(r"вств"), "ств"),
    (re.compile(r"[сзж]ч|[тд]ч(?=и)"), "щ"),
    (re.compile(r"(?<=[чщшжц])я"), "а"),
    (re.compile(r"(?<=[чщшж])о"), "е"),
    (re.compile(r"дс|тс"), "ц"),
    (re.compile(r"[ьъ-]"), ""),
)
_HEARD = str.maketrans("оеяэыёйюбвгджзщ", "аииииииупфктшсш")
_DOUBLED = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """Return how `word` sounds; the same for words that sound alike. Lower case, hyphens left out."""
    heard = word.lower()
    for pattern, to in _GROUPS:
        heard = pattern.sub(to, heard)
    return _DOUBLED.sub(r"\1", heard.translate(_HEARD))
