"""Case numbers: how they look is the organisation's own, so the patterns are data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlu.errors import NluError

DEFAULT_PATTERNS = Path(__file__).with_name("case_numbers.yml")
NEAR = 40  # characters before a number in which a word may say what it is
LITTLE_ELSE = 12  # letters beside a number in a message that consists of it

# With the prefix the serial may be short; without it only a long one tells the number from others.
_OFFICE = re.compile(
    r"(?:[MМ][FФ][CСЦ]-?(?=.)|(?=\d{4}[/-]\d{4}-\d{4}))(\d{4})[/-](\d{4})((?:-\d{1,8}){1,2})?"
)
_WORD = re.compile(r"[^\W\d_]+|№")


@dataclass(frozen=True)
class Pattern:
    """One shape of a case number."""

    name: str
    regex: re.Pattern[str]
    sure: bool
    example: str


@dataclass(frozen=True)
class CaseNumbers:
    """All shapes, and the words that speak for and against a number of doubtful shape."""

    patterns: tuple[Pattern, ...]
    words: tuple[str, ...]
    other_words: tuple[str, ...]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of candidates, in the order of the patterns; they may overlap."""
        for pattern in self.patterns:
            for found in pattern.regex.finditer(text):
                if pattern.sure or self._is_meant(text, found.start(), found.end()):
                    yield found.start(), found.end()

    def _is_meant(self, text: str, start: int, end: int) -> bool:
        """Decide by the nearest telling word before the number; failing that, by how little else there is."""
        for word in reversed(_WORD.findall(text[max(0, start - NEAR) : start].lower())):
            if word.startswith(self.other_words):
                return False
            if word.startswith(self.words):
                return True
        following = _WORD.findall(text[end : end + NEAR // 2].lower())
        if following and following[0].startswith(self.other_words):
            return False
        return sum(sign.isalpha() for sign in text[:start] + text[end : end + 200]) <= LITTLE_ELSE


def canonical_number(text: str) -> str:
    """Write a case number one way: no spaces or №, capital letters, `/` for `\\`, Latin for its look-alikes.

    «mfс – 0123\\2026-12345» becomes `MFC-0123/2026-12345`. Apply it to both sides before comparing.
    """
    number = re.sub(r"[\s№]", "", text).replace("\\", "/").upper()
    number = re.sub(r"[–—−]", "-", number)
    number = re.sub(r"/[ЕE][ПP]/", "/ЕП/", number)
    found = _OFFICE.fullmatch(number)
    return f"MFC-{found[1]}/{found[2]}{found[3] or ''}" if found else number


@cache
def load_case_numbers(path: Path = DEFAULT_PATTERNS) -> CaseNumbers:
    """Read the patterns. Raises NluError that names the file and the entry that is wrong."""
    import yaml

    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        patterns = tuple(_read_pattern(entry) for entry in raw["patterns"])
        return CaseNumbers(patterns, tuple(raw["words"]), tuple(raw["other_words"]))
    except (OSError, yaml.YAMLError, KeyError, TypeError, re.error) as error:
        raise NluError(
            f"Cannot read the case numbers' patterns in {path}: {error}; mend that entry"
        ) from error


def _read_pattern(entry: dict[str, object]) -> Pattern:
    # Letters and digits beside a match belong to another number.
    regex = re.compile(rf"(?<![\w/\\])(?<!\d[-.])(?:{entry['pattern']})(?![\w/\\])(?![-.]\d)", re.IGNORECASE)
    return Pattern(str(entry["name"]), regex, bool(entry["sure"]), str(entry["example"]))
