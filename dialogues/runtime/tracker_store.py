"""A tracker store without storage: events come with the request and leave with the reply."""

from __future__ import annotations

from collections.abc import Iterable

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from dialogues.runtime.turn import current_turn


class TurnTrackerStore(TrackerStore):
    """Reads and writes the turn in hand.

    Rasa wraps every tracker store so that its errors look like an empty conversation. An error is
    therefore noted on the turn as well, and the turn channel refuses such a turn.
    """

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the turn's session; None when it has no events yet."""
        turn = current_turn()
        if turn is None or not turn.events:
            return None
        try:
            return DialogueStateTracker.from_dict(sender_id, turn.events, self.domain.slots)
        except Exception as error:
            turn.failures.append(f"the session's events cannot be replayed: {type(error).__name__}")
            raise

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the events that were not in the request."""
        turn = current_turn()
        if turn is None:
            return
        try:
            turn.new_events = [event.as_dict() for event in list(tracker.events)[len(turn.events) :]]
        except Exception as error:
            turn.failures.append(f"the turn's events cannot be written: {type(error).__name__}")
            raise

    async def keys(self) -> Iterable[str]:
        """Nothing is kept between turns."""
        return []
