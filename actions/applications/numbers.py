"""Case numbers: one key for every way a citizen types a number."""

from __future__ import annotations

import re

# Cyrillic letters that look like Latin ones; typed on a Russian keyboard, МFС is MFC.
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХЅІ", "ABEKMHOPCTYXSI")
_DASHES = str.maketrans({dash: "-" for dash in "‐‑‒–—―−"} | {"\\": "/", "_": "-"})
_DATE_TAIL = re.compile(r"\s*\b(?:ОТ|OT)\b\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*$")
_LABEL = re.compile(r"^(?:НОМЕР|ДЕЛО|ДЕЛА|ЗАЯВЛЕНИЕ|ЗАЯВЛЕНИЯ|РАСПИСКА|№|N(?=\W|\d)|[\s:.,#])+")
_PREFIX = re.compile(r"^MFC[-/]?(?=\d)")
_SEPARATORS = re.compile(r"[-/]+")
_KEY = re.compile(r"[0-9A-ZА-Я]+(?:-[0-9A-ZА-Я]+)*")
MAX_KEY = 64
LEAST_DIGITS = 3


def latin(text: str) -> str:
    """Upper case, with Cyrillic look-alikes turned Latin."""
    return text.upper().translate(_LOOK_ALIKES)


def key(text: str) -> str | None:
    """The normalised number, or None when the text is none.

    «№ МFС–1234/2026-1 от 12.03.2026» and «1234-2026-1» have one key. Separators are made equal but
    stay: 1/2/34567 and 12/34567 are different cases.
    """
    shown = text.strip().upper().translate(_DASHES)
    shown = _DATE_TAIL.sub("", _LABEL.sub("", shown))
    packed = latin("".join(shown.split())).strip("-/.,;:!?")
    found = _SEPARATORS.sub("-", _PREFIX.sub("", packed))
    if len(found) > MAX_KEY or not _KEY.fullmatch(found):
        return None
    return found if sum(char.isdigit() for char in found) >= LEAST_DIGITS else None


_IN_TEXT = re.compile(
    r"(?<![\w/-])(?:[A-ZА-Я]{2,4}[-/ ]?)?\d{1,8}(?:\s?[-/]\s?[A-ZА-Я0-9]{1,12}){1,5}(?![\w/])"
    r"|(?<!\d)\d{4,8}(?!\d)"
)
_DATE = re.compile(r"(?<![\d./-])\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?![\d/-])")
MAX_ANSWER_WORDS = 8


def find(text: str) -> str | None:
    """The number in an answer to "which number?"; None when the message is about something else."""
    shown = text.upper().translate(_DASHES)
    if len(shown.split()) > MAX_ANSWER_WORDS:
        return None
    for match in _IN_TEXT.finditer(_DATE.sub(" ", _DATE_TAIL.sub("", shown))):
        found = match[0].strip()
        if key(found) is not None:
            return found
    return None
