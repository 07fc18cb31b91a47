"""Bounds on tracker events: what is replayed, what is sent to the action server, what is handed back.

A tracker of 23,000 events posted on every call has been seen elsewhere; each of the three is bounded
here by what its reader needs.
"""

from __future__ import annotations

from typing import Any

from dialogues.runtime.turn import Event

REPLAYED = 60  # events of a session given to Rasa; a turn makes five to seventeen, each copied per action
TURNS_FOR_ACTIONS = 2  # the turn in hand and the one before: what was offered, what was asked
ACTION_LISTEN = "action_listen"
PARSE_KEPT = ("intent", "entities", "text")


def trim(events: list[Event], limit: int = REPLAYED) -> list[Event]:
    """The last events of a session, at most about `limit`, with the state of the dropped ones in front.

    The cut is made before an `action_listen`, where a turn begins. Of what is dropped the last value of
    each slot and the last form survive, so the replayed tracker is in the same state.
    """
    if len(events) <= limit:
        return events
    cut = next(
        (i for i in range(len(events) - limit, len(events)) if _is_listen(events[i])), len(events) - limit
    )
    slots: dict[str, Event] = {}
    loop: Event | None = None
    for event in events[:cut]:
        if event.get("event") == "slot":
            slots[str(event.get("name"))] = event
        elif event.get("event") == "active_loop":
            loop = event
    state = list(slots.values()) + ([loop] if loop is not None else [])
    return state + events[cut:]


def _is_listen(event: Event) -> bool:
    return event.get("event") == "action" and event.get("name") == ACTION_LISTEN


def recent(events: list[Event], turns: int = TURNS_FOR_ACTIONS) -> list[Event]:
    """The events of the last `turns` turns, counted by the citizen's messages."""
    seen = 0
    for index in range(len(events) - 1, -1, -1):
        if events[index].get("event") == "user":
            seen += 1
            if seen == turns:
                return events[index:]
    return events


def slim(event: Event) -> Event:
    """An event without what is needed only while its message is being answered (rankings, candidates)."""
    if event.get("event") != "user":
        return event
    parse: dict[str, Any] = event.get("parse_data") or {}
    return {**event, "parse_data": {key: parse[key] for key in PARSE_KEPT if key in parse}}


def slim_call(body: dict[str, Any]) -> dict[str, Any]:
    """The request to the action server with the last turns only; the rest of it as Rasa wrote it."""
    tracker: dict[str, Any] = body.get("tracker") or {}
    events = [slim(event) for event in recent(tracker.get("events") or [])]
    return {**body, "tracker": {**tracker, "events": events}}
