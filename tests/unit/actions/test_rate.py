"""Satisfaction."""

from __future__ import annotations

import pytest

from actions.rate import ActionRate, farewell
from actions.reply import Said
from tests.unit.actions.parts import heard, resources, wording


async def rate(mark: object) -> Said:
    return await ActionRate(resources()).answer(heard("", "rate", entities={"mark": mark}))


async def test_a_good_mark_is_recorded_and_ends_the_episode() -> None:
    said = await rate(5)
    assert [c["command"] for c in said.replies[0].commands] == ["record_satisfaction", "close_episode"]
    assert said.replies[0].commands[0]["mark"] == 5


async def test_a_low_mark_offers_a_person() -> None:
    reply = (await rate("2")).replies[0]
    assert [c["command"] for c in reply.commands] == ["record_satisfaction"]
    assert reply.offer == {"person": "asked"}


@pytest.mark.parametrize("mark", [None, "x", 0, 9])
async def test_what_is_no_mark_is_not_recorded(mark: object) -> None:
    reply = (await rate(mark)).replies[0]
    assert reply.commands == ()
    assert "от 1 до 5" in (reply.text or "")


def test_it_is_asked_once_and_only_after_an_answer() -> None:
    asked = farewell(wording(), heard(slots={"answered": True}), "thanks")
    assert [b.title for b in asked.buttons] == ["1", "2", "3", "4", "5"]
    assert (
        farewell(wording(), heard(slots={"answered": True, "satisfaction_asked": True}), "thanks").buttons
        == ()
    )
    assert farewell(wording(), heard(), "goodbye").buttons == ()


async def test_a_mark_under_a_specialist_s_farewell_is_for_the_episode_that_ended() -> None:
    action = ActionRate(resources())
    said = await action.answer(heard("", "rate", entities={"mark": "5", "session": "2"}))
    assert said.replies[0].commands == ({"command": "record_satisfaction", "mark": 5, "session": 2},)
