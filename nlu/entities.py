"""Entities of a message by rules: case numbers, access codes, dates, and personal numbers to be masked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from nlu.case_numbers import CaseNumbers, canonical_number, load_case_numbers
from nlu.dates import find_dates
from nlu.personal_numbers import PersonalNumber, find_personal_numbers

KINDS = ("application_number", "access_code", "snils", "inn", "phone", "date", "passport", "card")
MASKS = {"snils": "[СНИЛС]", "inn": "[ИНН]", "passport": "[паспорт]", "phone": "[телефон]", "card": "[карта]"}
READ_CHARACTERS = 8000  # entities are looked for in the beginning of a message; masking reads all of it

_HEX = re.compile(r"(?<![\w-])[0-9a-fавсе]{8}(?![\w-])", re.IGNORECASE)
_HEX_LETTERS = str.maketrans("авсеABCDEFАВСЕ", "abceabcdefabce")
_PIN = re.compile(
    r"(?:пин|pin|код|парол)\w*(?:\s+(?:доступа|код\w*|проверки|из|смс|на|расписке|чеке))*\W{0,4}(\d{4}|\d{8})(?!\w)",
    re.IGNORECASE,
)
_PIN_AFTER_NUMBER = re.compile(r"(?<!\d)\d{17}[\s,;:/-]{1,3}(\d{4})(?!\d)")


@dataclass(frozen=True, order=True)
class Entity:
    """A stretch of a message that a rule understood; `text[start:end]` is how it was written."""

    start: int
    end: int
    kind: str
    value: str
    """Canonical form: `MFC-0123/2026-12345`, `112-233-445 95`, `+79161234567`, `2026-03-12`."""


def find_entities(
    text: str, today: date | None = None, case_numbers: CaseNumbers | None = None
) -> list[Entity]:
    """Return the entities of the raw `text`, in order, without overlaps, offsets in characters.

    Personal numbers with wrong check digits are left out, but their digits are not taken for anything else.
    """
    text = text[:READ_CHARACTERS].replace("\n", " ")  # a number may go on in the next line
    taken: list[tuple[int, int]] = []
    entities: list[Entity] = []
    for entity, valid in _candidates(text, today, case_numbers or load_case_numbers()):
        if all(entity.end <= start or end <= entity.start for start, end in taken):
            taken.append((entity.start, entity.end))
            if valid:
                entities.append(entity)
    return sorted(entities)


def mask(text: str) -> str:
    """Return `text` with personal numbers replaced by what they are: «мой СНИЛС [СНИЛС]». Any length.

    Numbers with wrong check digits are masked too: a mistyped number is still somebody's.
    """
    masked, at = [], 0
    for number in _without_overlaps(find_personal_numbers(text.replace("\n", " "))):
        masked += [text[at : number.start], MASKS[number.kind]]
        at = number.end
    return "".join([*masked, text[at:]])


def _without_overlaps(numbers: Iterable[PersonalNumber]) -> list[PersonalNumber]:
    kept: list[PersonalNumber] = []
    end = 0
    for number in sorted(numbers, key=lambda found: (found.start, -found.end)):
        if number.start >= end:
            kept.append(number)
            end = number.end
    return kept


def _candidates(text: str, today: date | None, shapes: CaseNumbers) -> Iterator[tuple[Entity, bool]]:
    if not any(sign.isdigit() for sign in text):
        if today is not None:
            yield from (
                (Entity(start, end, "date", value), True) for value, start, end in find_dates(text, today)
            )
        return
    spans = list(shapes.find(text))
    yield from ((_case_number(text, *span), True) for span in spans if _is_structured(text[slice(*span)]))
    for value, start, end in find_dates(text, today):
        yield Entity(start, end, "date", value), True
    yield from ((code, True) for code in _access_codes(text))
    for number in find_personal_numbers(text):
        yield Entity(number.start, number.end, number.kind, number.value), number.valid
    yield from ((_case_number(text, *span), True) for span in spans)


def _is_structured(written: str) -> bool:
    """A shape no date, phone or personal number has: it is taken before them."""
    return bool(
        re.search(
            r"[a-zа-я]|\d{17}|\d{5}-\d{1,2}$|/\d{3}/\d{3}/|^\d{4}\s?[/\\-]\s?\d{4}\s?-",
            written,
            re.IGNORECASE,
        )
    )


def _case_number(text: str, start: int, end: int) -> Entity:
    return Entity(start, end, "application_number", canonical_number(text[start:end]))


def _access_codes(text: str) -> Iterator[Entity]:
    for pattern in (_PIN, _PIN_AFTER_NUMBER):
        for found in pattern.finditer(text):
            yield Entity(*found.span(1), "access_code", found[1])
    for found in _HEX.finditer(text):
        code = found[0].translate(_HEX_LETTERS)
        if any(sign.isdigit() for sign in code) and any(sign in "abcdef" for sign in code):
            yield Entity(*found.span(), "access_code", code)
