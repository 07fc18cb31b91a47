"""What counts as a turn's result."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.runtime.result import NoResult, fold
from dialogues.runtime.turn import Turn

USER = {
    "event": "user",
    "text": "снилс",
    "parse_data": {
        "intent": {"name": "question", "confidence": 0.93456},
        "entities": [],
        "candidates": [{"article": "snils", "title": "СНИЛС", "score": 0.87, "passage": "title"}],
    },
}


def part(text: str | None = "Ответ", **told: Any) -> dict[str, Any]:
    return {"text": text, "custom": {"otklik": told} if told else None, "buttons": None}


def turn(*parts: dict[str, Any], failures: tuple[str, ...] = ()) -> Turn:
    return Turn("c:1", [], new_events=[USER], parts=list(parts), failures=list(failures))


def test_parts_are_folded_into_one_result() -> None:
    result = fold(
        turn(
            part(
                "Раз",
                outcome="answered",
                article="snils",
                sources=[{"title": "СФР", "url": "https://sfr.gov.ru"}],
            ),
            {"text": "Два", "buttons": [{"title": "Да", "payload": "/affirm", "type": "x"}]},
            part(None, commands=[{"command": "close_episode"}]),
        )
    )
    assert result["outcome"] == "answered"
    assert result["article"] == "snils"
    assert result["articles"] == ["snils"]
    assert result["open"] is False
    assert [reply["text"] for reply in result["replies"]] == ["Раз", "Два"]
    assert result["replies"][0]["sources"] == [{"title": "СФР", "url": "https://sfr.gov.ru"}]
    assert result["replies"][1]["buttons"] == [{"title": "Да", "payload": "/affirm"}]
    assert result["commands"] == [{"command": "close_episode"}]
    assert result["intent"] == "question"
    assert result["confidence"] == 0.9346
    assert result["candidates"] == [{"article": "snils", "title": "СНИЛС", "score": 0.87}]
    assert "candidates" not in result["events"][0]["parse_data"]


def test_a_hand_over_may_be_silent() -> None:
    assert fold(turn(part(None, outcome="handed_over")))["replies"] == []


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (turn(), "no action told an outcome"),
        (turn(part("Ответ")), "no action told an outcome"),
        (turn(part(None, outcome="answered")), "without a reply"),
        (turn(part(outcome="done")), "unknown outcome"),
        (turn(part(outcome="answered"), part(outcome="status")), "two outcomes"),
        (turn(part(outcome="answered", commands=[{"command": "drop"}])), "unknown command"),
        (turn(part(outcome="answered"), failures=("action_x: 500",)), "action_x: 500"),
    ],
)
def test_everything_else_is_no_result(broken: Turn, why: str) -> None:
    with pytest.raises(NoResult, match=why):
        fold(broken)


def test_a_message_that_left_no_event_is_no_result() -> None:
    with pytest.raises(NoResult, match="left no event"):
        fold(Turn("c:1", [], parts=[part(outcome="answered")]))
