"""What an action is told: the message as understood, the slots, and what was said just before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker


@dataclass(frozen=True)
class Heard:
    """One call of an action, read off Rasa's tracker."""

    text: str = ""
    normal_form: str = ""
    intent: str | None = None
    entities: tuple[Mapping[str, Any], ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    candidates: tuple[Mapping[str, Any], ...] = ()  # {article, title, score, chosen}, chosen first
    decision: Mapping[str, Any] = field(default_factory=dict)  # {kind, probability}
    before: Mapping[str, Any] = field(default_factory=dict)  # `otklik` part of the last reply before
    conversation: str = ""  # its id
    foreign: bool = False  # not in Russian, and nothing has been said to it yet

    @classmethod
    def read(cls, tracker: Tracker) -> Heard:
        """From the tracker of a call."""
        message = tracker.latest_message or {}
        return cls(
            text=(message.get("text") or "").replace("\n", " "),  # a number may go on in the next line
            normal_form=message.get("normal_form") or message.get("text") or "",
            intent=(message.get("intent") or {}).get("name"),
            entities=tuple(message.get("entities") or ()),
            slots=tracker.slots,
            candidates=tuple(message.get("candidates") or ()),
            decision=message.get("decision") or {},
            before=_before(tracker.events),
            foreign=bool(message.get("foreign")) and not _is_answered(tracker.events),
            # A sender of Rasa's is a session: <conversation>:<number>.
            conversation=str(tracker.sender_id).rpartition(":")[0] or str(tracker.sender_id),
        )

    def entity(self, kind: str) -> Any:
        """Value of the first entity of a kind, or None."""
        return next((entity.get("value") for entity in self.entities if entity.get("entity") == kind), None)

    def slot(self, name: str) -> Any:
        """Value of a slot, or None."""
        return self.slots.get(name)


def _is_answered(events: list[dict[str, Any]]) -> bool:
    """Whether an action before this one has spoken in the turn."""
    return any(event.get("event") == "bot" for event in events[_turn_begins(events) :])


def _before(events: list[dict[str, Any]]) -> Mapping[str, Any]:
    """What the last reply of the turn before told: its outcome, article, offer."""
    for event in reversed(events[: _turn_begins(events)]):
        if event.get("event") == "bot":
            told = ((event.get("data") or {}).get("custom") or {}).get("otklik") or {}
            return told if isinstance(told, Mapping) else {}
        if event.get("event") == "user":
            break
    return {}


def _turn_begins(events: list[dict[str, Any]]) -> int:
    """Place of the last message of the citizen's, 0 without one."""
    return next((at for at in range(len(events) - 1, -1, -1) if events[at].get("event") == "user"), 0)
