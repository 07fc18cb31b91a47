"""Greeting, thanks, goodbye."""

from __future__ import annotations

from actions.courtesy import ActionGoodbye, ActionGreet, ActionThanks
from tests.unit.actions.parts import heard, resources


async def test_a_greeting_names_the_organisation() -> None:
    said = await ActionGreet(resources()).answer(heard("привет", "greet"))
    assert said.replies[0].outcome == "small_talk"
    assert "Мои услуги" in (said.replies[0].text or "")


async def test_thanks_ask_for_a_mark_and_remember_it() -> None:
    for action in (ActionThanks, ActionGoodbye):
        said = await action(resources()).answer(heard(slots={"answered": True}))
        assert said.slots == {"satisfaction_asked": True}
        again = await action(resources()).answer(heard(slots={"answered": True, "satisfaction_asked": True}))
        assert again.replies[0].buttons == ()
        assert again.slots == {"satisfaction_asked": True}
        early = await action(resources()).answer(heard())
        assert not early.slots["satisfaction_asked"]
