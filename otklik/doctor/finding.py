"""What a check found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from otklik.settings import Settings


class Verdict(StrEnum):
    """How grave it is."""

    GOOD = "ok"
    NOTE = "note"  # works, but somebody should know
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the table."""

    subject: str
    verdict: Verdict
    what: str
    remedy: str = ""


def good(subject: str, what: str) -> Finding:
    """All is well."""
    return Finding(subject, Verdict.GOOD, what)


def note(subject: str, what: str, remedy: str = "") -> Finding:
    """Works, but somebody should know."""
    return Finding(subject, Verdict.NOTE, what, remedy)


def wrong(subject: str, what: str, remedy: str) -> Finding:
    """Does not work as it is."""
    return Finding(subject, Verdict.WRONG, what, remedy)


if TYPE_CHECKING:
    Check = Callable[[Settings], Iterable[Finding]]
