"""Dates in Russian text, as ISO 8601."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

_NUMBERS = re.compile(r"(?<![\w./\\-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/\\-])(?!\.\d)")
_ISO = re.compile(r"(?<![\w./\\-])(\d{4})-(\d{2})-(\d{2})(?![\w./\\-])")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_NAMED = re.compile(
    r"(?<![\w./\\-])(\d{1,2})(?:[-\s]?(?:го|е|ое))?\s{1,3}"
    r"(января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
    r"(?:\s{1,3}(\d{4}))?(?!\w)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?<!\w)(позавчера|вчера|сегодня|послезавтра|завтра)(?!\w)", re.IGNORECASE)
_DAYS = {"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2}


def find_dates(text: str, today: date | None = None) -> Iterator[tuple[str, int, int]]:
    """Yield (value, start, end): `2026-03-12`, or `--03-12` when the year is not said.

    Words like «вчера» are read only when `today` is given.
    """
    for found in _NUMBERS.finditer(text):
        yield from _yield_date(_year(found[4]), found[3], found[1], found.span())
    for found in _ISO.finditer(text):
        yield from _yield_date(int(found[1]), found[2], found[3], found.span())
    for found in _NAMED.finditer(text):
        month = str(next(i for i, name in enumerate(_MONTHS, 1) if found[2].lower().startswith(name)))
        if found[3]:
            yield from _yield_date(int(found[3]), month, found[1], found.span())
        elif 1 <= int(found[1]) <= 31:
            yield f"--{int(month):02d}-{int(found[1]):02d}", *found.span()
    if today is not None:
        for found in _RELATIVE.finditer(text):
            yield (today + timedelta(days=_DAYS[found[1].lower()])).isoformat(), *found.span()


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 60 else 1900 + int(text)


def _yield_date(year: int, month: str, day: str, span: tuple[int, int]) -> Iterator[tuple[str, int, int]]:
    try:
        yield date(year, int(month), int(day)).isoformat(), *span
    except ValueError:
        return
