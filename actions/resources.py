"""What actions need from outside, put together once by the server and by tests with parts of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.applications.attempts import Attempts
from actions.applications.glossary import Glossary
from actions.applications.registry import Registry
from actions.knowledge import Library
from actions.wording import Wording


def today_in(zone: str) -> Callable[[], date]:
    """A clock of days for the citizens' time zone, for instance "Europe/Moscow"."""
    place = ZoneInfo(zone)
    return lambda: datetime.now(place).date()


@dataclass(frozen=True)
class Resources:
    """Dependencies of the actions."""

    wording: Wording
    library: Library
    registry: Registry
    attempts: Attempts
    glossary: Glossary
    today: Callable[[], date]
