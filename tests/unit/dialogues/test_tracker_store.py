"""The tracker store without storage."""

from __future__ import annotations

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered

from dialogues.runtime.tracker_store import TurnTrackerStore
from dialogues.runtime.turn import Turn, turn_in_hand

DOMAIN = Domain.from_yaml(
    'version: "3.1"\nintents: [greet]\n'
    "slots:\n  answered:\n    type: any\n    mappings:\n    - type: custom\n"
)


@pytest.fixture
def store() -> TurnTrackerStore:
    return TurnTrackerStore(DOMAIN)


async def test_new_events_leave_with_the_turn(store: TurnTrackerStore) -> None:
    before = [SlotSet("answered", True).as_dict()]
    with turn_in_hand(Turn("c:1", before)) as turn:
        tracker = await store.retrieve("c:1")
        assert tracker is not None
        assert tracker.get_slot("answered") is True
        tracker.update(UserUttered("привет", {"name": "greet"}), DOMAIN)
        await store.save(tracker)
    assert [event["event"] for event in turn.new_events] == ["user"]


async def test_a_new_session_has_no_tracker(store: TurnTrackerStore) -> None:
    with turn_in_hand(Turn("c:1", [])):
        assert await store.retrieve("c:1") is None
    assert await store.retrieve("c:1") is None
    assert list(await store.keys()) == []


async def test_an_error_is_noted_although_rasa_swallows_it(store: TurnTrackerStore) -> None:
    wrapped = Agent._create_tracker_store(store, DOMAIN)
    broken = [{"event": "user", "text": "x", "parse_data": 5}]
    with turn_in_hand(Turn("c:1", broken)) as turn:
        assert await wrapped.retrieve("c:1") is None
    assert turn.failures
    assert "replayed" in turn.failures[0]
