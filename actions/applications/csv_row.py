"""One line of the office's export, checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from actions.applications.numbers import key
from actions.applications.state import State

REQUIRED = ("number", "service", "state", "state_at")
OPTIONAL = ("state_text", "expected_on", "reason", "action_required", "office", "access_code")
COLUMNS = REQUIRED + OPTIONAL


class BadRow(ValueError):
    """A line that cannot be imported; the text names the column and what is wrong with it."""


def parse_row(fields: Mapping[str, str | None], zone: tzinfo = UTC) -> dict[str, Any]:
    """Values of one row of the table `applications`; times without a zone are taken to be in `zone`.

    Raises `BadRow`. The message holds the column's name, never a citizen's data.
    """
    values = {name: (fields.get(name) or "").strip() or None for name in COLUMNS}
    for name in REQUIRED:
        if values[name] is None:
            raise BadRow(f"{name}: пусто, а должно быть заполнено")
    shown = str(values["number"])
    number = key(shown)
    if number is None:
        raise BadRow("number: не похоже на номер дела")
    if len(shown) > 80:
        raise BadRow("number: длиннее 80 знаков")
    if values["state"] not in set(State):
        raise BadRow(f"state: неизвестное состояние, допустимы {', '.join(State)}")
    if values["access_code"] is not None and len(values["access_code"]) > 32:
        raise BadRow("access_code: длиннее 32 знаков")
    return {
        "number": number,
        "number_shown": shown,
        "service": values["service"],
        "state": values["state"],
        "state_text": values["state_text"],
        "state_at": _moment("state_at", str(values["state_at"]), zone),
        "expected_on": _day("expected_on", values["expected_on"]),
        "reason": values["reason"],
        "action_required": values["action_required"],
        "office": values["office"],
        "access_code": values["access_code"],
    }


def _moment(name: str, text: str, zone: tzinfo) -> datetime:
    for read in (datetime.fromisoformat, _russian_moment, _russian_day):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    raise BadRow(f"{name}: не дата, пишите 2026-11-21 или 21.11.2026 14:30")


def _russian_moment(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y %H:%M")  # noqa: DTZ007 - the zone is added by the caller


def _russian_day(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y")  # noqa: DTZ007 - the zone is added by the caller


def _day(name: str, text: str | None) -> date | None:
    return None if text is None else _moment(name, text, UTC).date()
