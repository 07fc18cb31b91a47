"""Hand-over to a person."""

from __future__ import annotations

import pytest

from actions.hand_over import ActionAffirm, ActionDeny, ActionHandOver, ActionNothingFits
from tests.unit.actions.parts import heard, resources


async def test_a_person_is_asked_for() -> None:
    reply = (await ActionHandOver(resources()).answer(heard("позовите Иванову", "person"))).replies[0]
    assert (reply.outcome, reply.text) == ("handed_over", None)
    assert reply.commands == ({"command": "open_ticket", "reason": "asked", "subject": ""},)


@pytest.mark.parametrize(
    ("before", "reason", "subject"),
    [
        ({"offer": {"person": "no_answer"}}, "no_answer", ""),
        ({"offer": {"person": "danger"}}, "danger", ""),
        ({"offer": {"person": "complaint"}}, "complaint", ""),
        ({"offer": {"person": "failed"}}, "failed", ""),
        ({"offer": {"person": "article"}, "title": "Как обжаловать?"}, "article", "Вопрос: Как обжаловать?"),
    ],
)
async def test_yes_accepts_what_was_offered(before: dict[str, object], reason: str, subject: str) -> None:
    for action in (ActionAffirm, ActionHandOver):
        said = await action(resources()).answer(heard("да", "affirm", before=before))
        assert said.replies[0].commands[0]["reason"] == reason
        assert said.replies[0].commands[0]["subject"] == subject


async def test_yes_to_nothing_asks_back() -> None:
    for before in ({}, {"offer": {"mark": True}}, {"offer": {"person": "nonsense"}}):
        said = await ActionAffirm(resources()).answer(heard("да", "affirm", before=before))
        assert said.replies[0].outcome == "small_talk"


async def test_no_leaves_it_at_that() -> None:
    said = await ActionDeny(resources()).answer(heard("нет", "deny", before={"offer": {"person": "asked"}}))
    assert said.replies[0].commands == ()


async def test_nothing_fits_offers_a_person() -> None:
    said = await ActionNothingFits(resources()).answer(heard())
    assert said.replies[0].outcome == "no_answer"
    assert said.replies[0].offer == {"person": "no_answer"}
