"""The base of actions: says through the dispatcher, never fails in silence."""

from __future__ import annotations

import asyncio
import logging

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base
from actions.base import SpeakingAction
from actions.heard import Heard
from actions.reply import Button, Reply, Said
from tests.unit.actions.parts import resources

TRACKER = Tracker("c:1", {}, {"text": "тайна"}, [], False, None, {}, None)


class Speaks(SpeakingAction):
    action_name = "action_speaks"

    async def answer(self, heard: Heard) -> Said:
        reply = Reply("answered", "Ответ", buttons=(Button("Да", "/affirm"),))
        return Said.of(reply, then="action_listen", answered=True)


class Breaks(SpeakingAction):
    action_name = "action_breaks"

    async def answer(self, heard: Heard) -> Said:
        raise LookupError(heard.text)


class Hangs(SpeakingAction):
    action_name = "action_hangs"

    async def answer(self, heard: Heard) -> Said:
        await asyncio.sleep(10)
        return Said()


async def test_replies_slots_and_the_next_action() -> None:
    dispatcher = CollectingDispatcher()
    events = await Speaks(resources()).run(dispatcher, TRACKER, {})
    message = dispatcher.messages[0]
    assert (message["text"], message["buttons"]) == ("Ответ", [{"title": "Да", "payload": "/affirm"}])
    assert message["custom"] == {"otklik": {"outcome": "answered"}}
    assert [event["event"] for event in events] == ["slot", "followup"]


async def test_an_error_passes_on_and_the_log_names_its_kind_only(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(LookupError):
        await Breaks(resources()).run(CollectingDispatcher(), TRACKER, {})
    assert "action_breaks failed: LookupError" in caplog.text
    assert "тайна" not in caplog.text


async def test_a_hanging_action_ends_before_rasa_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert base.DEADLINE_S < 5
    monkeypatch.setattr(base, "DEADLINE_S", 0.05)
    with pytest.raises(TimeoutError):
        await Hangs(resources()).run(CollectingDispatcher(), TRACKER, {})


async def test_a_foreigner_is_told_first_that_the_answer_is_in_russian() -> None:
    tracker = Tracker("c:1", {}, {"text": "passport", "foreign": True}, [], False, None, {}, None)
    dispatcher = CollectingDispatcher()
    await Speaks(resources()).run(dispatcher, tracker, {})
    told = dispatcher.messages[0]["text"]
    assert told.startswith("I understand English, but I answer in Russian.")
    assert told.endswith("\n\nОтвет")
    assert dispatcher.messages[0]["buttons"] == [{"title": "Да", "payload": "/affirm"}]
