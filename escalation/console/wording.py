"""Turn times, ages and states into words. Pure functions of their arguments."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def plural(number: int, one: str, few: str, many: str) -> str:
    """The Russian form of a noun after a number: 1 разговор, 2 разговора, 5 разговоров."""
    tens, units = number % 100, number % 10
    if units == 1 and tens != 11:
        return one
    if units in (2, 3, 4) and tens not in (12, 13, 14):
        return few
    return many


def age(since: datetime, now: datetime) -> str:
    """How long it has lasted: «до минуты», «5 мин», «1 ч 10 мин», «2 дня»."""
    minutes = int((now - since) / timedelta(minutes=1))
    if minutes < 1:
        return "до минуты"
    if minutes < 60:
        return f"{minutes} мин"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} ч {rest} мин" if rest else f"{hours} ч"
    days = hours // 24
    return f"{days} {plural(days, 'день', 'дня', 'дней')}"


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Time of day on the operators' clock."""
    return f"{at.astimezone(zone):%H:%M}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Time of day, with the date before it unless it is today's."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    year = f" {local.year}" if local.year != today.year else ""
    return f"{local.day} {MONTHS[local.month - 1]}{year}, {local:%H:%M}"


def shorten(text: str, length: int = 160) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
