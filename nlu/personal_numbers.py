"""Personal numbers in text: СНИЛС, ИНН, passport, phone, bank card. Found also when mistyped, for masking."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nlu.check_digits import digits_of, is_card, is_inn, is_snils

NEAR = 30


@dataclass(frozen=True)
class PersonalNumber:
    """A stretch of text that is, or was meant to be, a personal number."""

    kind: str
    value: str
    start: int
    end: int
    valid: bool
    """Its check digits are right, or it has none. A wrong one is masked but never used."""


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/\\])(?<!\d[-.])(?:{body})(?![\w/\\])(?![-.]\d)", re.IGNORECASE)


_SNILS = _pattern(r"\d{3}[- ]\d{3}[- ]\d{3}[- ]?\d{2}")
_ELEVEN = _pattern(r"\d{11}")
_PHONE = _pattern(r"(?:(?<!\+)\+)?[78][\s(-]{0,3}\d{3}[\s)-]{0,3}\d{3}[\s-]?\d{2}[\s-]?\d{2}")
_LOCAL_PHONE = _pattern(r"(?:\(\d{3}\)\s?|9\d{2}[ -])\d{3}[ -]?\d{2}[ -]?\d{2}|9\d{9}")
_INN = _pattern(r"\d{12}|\d{10}")
_PASSPORT = _pattern(
    r"\d{2} \d{2} (?:№ ?)?\d{6}|(?:серия:? ?)?\d{4},? ?(?:номер:?|№) ?\d{6}|\d{4} \d{6}|"
    r"серия:? ?\d{2} ?\d{2},? ?(?:номер:?|№)? ?\d{6}"
)
_TEN = _pattern(r"\d{10}")
_CARD = _pattern(r"\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}")


def find_personal_numbers(text: str) -> Iterator[PersonalNumber]:
    """Yield personal numbers by kind, the surest first; they may overlap, and the first has the right."""
    for find in _FINDERS:
        yield from find(text)


def _is_named(text: str, start: int, *names: str) -> bool:
    before = re.split(r"\d", text[max(0, start - NEAR) : start].lower())[
        -1
    ]  # a name before another number is its
    return any(name in before for name in names)


def _snils(text: str) -> Iterator[PersonalNumber]:
    for found in _SNILS.finditer(text):
        digits = digits_of(found[0])
        yield PersonalNumber("snils", _write_snils(digits), *found.span(), is_snils(digits))
    for found in _ELEVEN.finditer(text):
        named, right = _is_named(text, found.start(), "снилс", "страховой номер"), is_snils(found[0])
        if named or (right and found[0][0] not in "78"):
            yield PersonalNumber("snils", _write_snils(found[0]), *found.span(), right)


def _write_snils(digits: str) -> str:
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def _inn(text: str) -> Iterator[PersonalNumber]:
    for found in _INN.finditer(text):
        named, right = _is_named(text, found.start(), "инн"), is_inn(found[0])
        mobile = len(found[0]) == 10 and found[0][0] == "9"
        passport = len(found[0]) == 10 and _is_named(text, found.start(), "паспорт")
        if named or (right and not mobile and not passport):
            yield PersonalNumber("inn", found[0], *found.span(), right)


def _phone(text: str) -> Iterator[PersonalNumber]:
    for found in _PHONE.finditer(text):
        yield PersonalNumber("phone", "+7" + digits_of(found[0])[1:], *found.span(), True)
    for found in _LOCAL_PHONE.finditer(text):
        yield PersonalNumber("phone", "+7" + digits_of(found[0]), *found.span(), True)


def _passport(text: str) -> Iterator[PersonalNumber]:
    for found in _PASSPORT.finditer(text):
        yield _as_passport(found)
    for found in _TEN.finditer(text):
        if _is_named(text, found.start(), "паспорт", "серия"):
            yield _as_passport(found)


def _as_passport(found: re.Match[str]) -> PersonalNumber:
    digits = digits_of(found[0])
    return PersonalNumber("passport", f"{digits[:2]} {digits[2:4]} {digits[4:]}", *found.span(), True)


def _card(text: str) -> Iterator[PersonalNumber]:
    for found in _CARD.finditer(text):
        digits = digits_of(found[0])
        named = _is_named(text, found.start(), "карт")
        if named or (is_card(digits) and not _is_named(text, found.start(), "заявлени", "дел", "номер", "№")):
            yield PersonalNumber("card", digits, *found.span(), is_card(digits))


_FINDERS: tuple[Callable[[str], Iterator[PersonalNumber]], ...] = (_snils, _inn, _passport, _phone, _card)
