"""Times from which VK may have kept messages to itself, noted in the poller's cursor for those who run it.

`read_at` of a cursor is when VK was last read, `gaps` the last few such times, oldest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

LEASE = "poll:vk"
KEPT = 5
WITHIN = timedelta(days=7)
"""How long a gap is of interest: later its citizens have asked again or elsewhere."""


@dataclass(frozen=True)
class Gap:
    """A time from which messages may be missing; `since` is None when it is not known."""

    since: datetime | None
    until: datetime

    @classmethod
    def read(cls, noted: Mapping[str, Any]) -> Self:
        """One of a cursor's `gaps`."""
        since = noted.get("since")
        return cls(datetime.fromisoformat(since) if since else None, datetime.fromisoformat(noted["until"]))


def read_now(cursor: dict[str, Any]) -> dict[str, Any]:
    """The cursor with this moment as the one up to which all was read."""
    return {**cursor, "read_at": _now()}


def note_gap(cursor: dict[str, Any]) -> dict[str, Any]:
    """The cursor with a gap from when it was last read until now. One that follows another prolongs it."""
    since, until = cursor.get("read_at"), _now()
    gaps = list(cursor.get("gaps") or [])
    if gaps and since is not None and gaps[-1]["until"] == since:
        since = gaps.pop()["since"]
    gaps.append({"since": since, "until": until})
    return {**cursor, "read_at": until, "gaps": gaps[-KEPT:]}


def recent_gaps(cursor: Mapping[str, Any]) -> list[Gap]:
    """The gaps that ended within `WITHIN`, oldest first."""
    gaps = [Gap.read(noted) for noted in cursor.get("gaps") or []]
    return [gap for gap in gaps if datetime.now(UTC) - gap.until <= WITHIN]


def _now() -> str:
    return datetime.now(UTC).isoformat()
