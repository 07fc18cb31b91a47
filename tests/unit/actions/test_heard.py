"""What an action is told."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions.heard import Heard


def tracker(events: list[dict[str, Any]], message: dict[str, Any] | None = None) -> Tracker:
    return Tracker("c:1", {"answered": True}, message, events, False, None, {}, "action_listen")


def bot(**told: Any) -> dict[str, Any]:
    return {"event": "bot", "data": {"custom": {"otklik": told}}}


USER = {"event": "user"}


def test_the_message_is_read() -> None:
    message = {
        "text": "снилс",
        "intent": {"name": "question"},
        "entities": [{"entity": "inn", "value": "7"}],
        "candidates": [{"article": "snils"}],
        "decision": {"kind": "answer"},
    }
    heard = Heard.read(tracker([USER], message))
    assert (heard.text, heard.intent, heard.entity("inn"), heard.entity("snils")) == (
        "снилс",
        "question",
        "7",
        None,
    )
    assert heard.candidates[0]["article"] == "snils"
    assert heard.slot("answered") is True
    assert heard.slot("unknown") is None
    assert heard.conversation == "c"


def test_the_reply_before_is_the_last_of_the_turn_before() -> None:
    events = [
        USER,
        bot(outcome="old"),
        USER,
        bot(outcome="first"),
        bot(outcome="last"),
        USER,
        bot(outcome="now"),
    ]
    assert Heard.read(tracker(events)).before == {"outcome": "last"}


def test_nothing_was_said_before() -> None:
    assert Heard.read(tracker([USER])).before == {}
    assert Heard.read(tracker([])).before == {}
    assert Heard.read(tracker([USER, {"event": "bot", "data": None}, USER])).before == {}


def test_a_foreign_message_is_told_so_until_something_is_said_to_it() -> None:
    message = {"text": "lost passport", "foreign": True}
    assert Heard.read(tracker([USER, bot(outcome="old"), USER], message)).foreign
    assert not Heard.read(tracker([USER, bot(outcome="now")], message)).foreign
    assert not Heard.read(tracker([USER], {"text": "паспорт", "foreign": False})).foreign
