"""Bounds on tracker events."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dialogues.runtime.history import recent, slim, slim_call, trim

LISTEN = {"event": "action", "name": "action_listen"}


def user(text: str) -> dict[str, Any]:
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": "question"}, "entities": []}}


def slot(name: str, value: object) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def test_short_sessions_stay_whole() -> None:
    events = [LISTEN, user("один"), LISTEN]
    assert trim(events, 10) == events


def test_a_long_session_keeps_the_state_of_what_is_dropped() -> None:
    events = [
        slot("answered", False),
        slot("answered", True),
        {"event": "active_loop", "name": "status_form"},
    ]
    events += [event for number in range(50) for event in (LISTEN, user(str(number)))]
    kept = trim(events, 20)
    assert len(kept) <= 23
    assert kept[:2] == [slot("answered", True), {"event": "active_loop", "name": "status_form"}]
    assert kept[2] == LISTEN
    assert kept[-1] == user("49")


events_strategy = st.lists(
    st.one_of(
        st.just(LISTEN),
        st.builds(user, st.text(max_size=3)),
        st.builds(slot, st.sampled_from("abc"), st.integers(0, 9)),
        st.builds(lambda name: {"event": "active_loop", "name": name}, st.sampled_from([None, "form"])),
    ),
    max_size=120,
)


def _state(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Slots and form after a replay."""
    return {
        e.get("event") + str(e.get("name") if e["event"] == "slot" else ""): e
        for e in events
        if e["event"] in ("slot", "active_loop")
    }


@given(events_strategy, st.integers(5, 40))
def test_trimming_never_changes_the_state(events: list[dict[str, Any]], limit: int) -> None:
    kept = trim(events, limit)
    assert _state(kept) == _state(events)
    assert len(kept) <= limit + 4
    assert events == [] or kept[-1] == events[-1]


def test_actions_see_the_turn_and_the_one_before() -> None:
    events = [LISTEN, user("a"), LISTEN, user("b"), {"event": "bot"}, LISTEN, user("c")]
    assert recent(events, 2) == events[3:]
    assert recent(events[:2], 2) == events[:2]


def test_rankings_do_not_outlive_their_message() -> None:
    event = user("что")
    event["parse_data"] |= {"intent_ranking": [1] * 20, "candidates": [{"article": "snils"}]}
    assert slim(event)["parse_data"] == {"intent": {"name": "question"}, "entities": []}
    assert slim(LISTEN) is LISTEN


def test_a_call_of_an_action_is_bounded() -> None:
    events = [event for number in range(2000) for event in (LISTEN, user(str(number)))]
    body = {"next_action": "action_greet", "tracker": {"slots": {"a": 1}, "events": events}}
    slimmed = slim_call(body)
    assert len(slimmed["tracker"]["events"]) == 3
    assert slimmed["tracker"]["slots"] == {"a": 1}
    assert len(body["tracker"]["events"]) == 4000
