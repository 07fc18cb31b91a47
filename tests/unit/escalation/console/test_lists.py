"""The queue in three parts."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from escalation.console.lists import split_queue
from escalation.queue import QueueEntry


def entry(number: int, operator_id: int | None) -> QueueEntry:
    return QueueEntry(
        ticket_id=number, conversation_id=uuid.UUID(int=number), channel="web", reason="asked", subject="",
        priority=5, state="open" if operator_id is None else "claimed", queued_at=datetime.now(UTC),
        operator_id=operator_id, operator=None, last_text="",
    )  # fmt: skip


@given(st.lists(st.sampled_from([None, 1, 2, 3]), max_size=12))
def test_each_entry_is_in_one_part_and_the_order_is_kept(holders: list[int | None]) -> None:
    entries = [entry(number, holder) for number, holder in enumerate(holders)]
    mine, waiting, others = split_queue(entries, 1)
    assert sorted(e.ticket_id for part in (mine, waiting, others) for e in part) == list(range(len(entries)))
    for part in (mine, waiting, others):
        assert [e.ticket_id for e in part] == sorted(e.ticket_id for e in part)
    assert {e.operator_id for e in mine} <= {1}
    assert {e.operator_id for e in waiting} <= {None}
    assert {e.operator_id for e in others} <= {2, 3}
