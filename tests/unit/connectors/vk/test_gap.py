"""Times from which messages may be missing, in the poller's cursor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.vk.gap import KEPT, WITHIN, Gap, note_gap, read_now, recent_gaps


def test_a_gap_is_from_the_last_reading_until_now() -> None:
    read = read_now({"ts": "7"})
    before = datetime.now(UTC)
    noted = note_gap({**read, "ts": "9"})
    [gap] = recent_gaps(noted)
    assert gap.since == datetime.fromisoformat(read["read_at"])
    assert before <= gap.until <= datetime.now(UTC)
    assert noted["ts"] == "9"


def test_one_after_another_without_a_reading_is_one() -> None:
    first = note_gap(read_now({}))
    second = note_gap(first)
    [gap] = recent_gaps(second)
    assert gap == Gap(recent_gaps(first)[0].since, datetime.fromisoformat(second["read_at"]))
    assert len(recent_gaps(note_gap(read_now(second)))) == 2


def test_a_cursor_of_an_earlier_version_does_not_know_since_when() -> None:
    [gap] = recent_gaps(note_gap({"server": "s", "key": "k", "ts": "7"}))
    assert gap.since is None


def test_the_last_few_are_kept_and_old_ones_are_not_told() -> None:
    cursor: dict[str, Any] = {}
    for _ in range(KEPT + 3):
        cursor = note_gap(read_now(cursor))
    assert len(cursor["gaps"]) == KEPT
    old = (datetime.now(UTC) - WITHIN - timedelta(minutes=1)).isoformat()
    assert recent_gaps({"gaps": [{"since": None, "until": old}]}) == []
    assert recent_gaps({}) == []
