"""Codes run out whatever chat they are sent from. Commands are carried out here, as the worker does it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete

from escalation.code_attempts import CASE_LIMIT, CONVERSATION_LIMIT, spend
from escalation.tables import CodeAttemptsRow
from tests.support.postgres import Database
from tests.support.rasa_server import Engine, Talk

# The first test waits for the engine: training, encoding, start.
pytestmark = pytest.mark.timeout(400)
NUMBER, RIGHT, WRONG = "MFC-0003/2026-10004-1", "4821", "1111"
QUESTION = f"статус по номеру {NUMBER}"


@pytest.fixture(autouse=True)
async def nothing_tried(filled: Database) -> AsyncIterator[None]:
    """The database is that of the run: no other test is to find these counts."""
    yield
    async with filled.sessions.begin() as session:
        await session.execute(delete(CodeAttemptsRow))


async def say(database: Database, talk: Talk, text: str) -> dict[str, Any]:
    said = talk.say(text)
    for command in said["commands"]:
        if command["command"] == "try_code":
            async with database.sessions.begin() as session:
                await spend(session, command["case"], talk.conversation, right=command["right"])
    return said


async def test_new_chats_bring_no_new_attempts(engine: Engine, filled: Database) -> None:
    for left in range(CASE_LIMIT - 1, -1, -1):
        talk = Talk(engine.url)
        assert (await say(filled, talk, QUESTION))["outcome"] == "form"
        said = await say(filled, talk, WRONG)
        if left:
            assert said["outcome"] == "form", talk.text
            assert f"Осталось попыток: {min(left, 2)}" in talk.text
    assert said["outcome"] == "refused"
    for text in (QUESTION, f"{QUESTION} код {RIGHT}"):
        talk = Talk(engine.url)
        assert (await say(filled, talk, text))["outcome"] == "refused", talk.text
        assert NUMBER in talk.text
        assert "через сутки" in talk.text
        assert talk.last["commands"] == []
    assert talk.say("да")["outcome"] == "handed_over"
    assert talk.last["commands"][0]["reason"] == "asked"


async def test_the_owner_s_code_gives_all_attempts_back(filled: Database, engine: Engine) -> None:
    for _ in range(CASE_LIMIT - 1):
        stranger = Talk(engine.url)
        await say(filled, stranger, QUESTION)
        await say(filled, stranger, WRONG)
    owner = Talk(engine.url)
    await say(filled, owner, QUESTION)
    assert (await say(filled, owner, RIGHT))["outcome"] == "status", owner.text
    assert "Регистрация по месту жительства" in owner.text
    other = Talk(engine.url)
    await say(filled, other, QUESTION)
    await say(filled, other, WRONG)
    assert "Осталось попыток: 2" in other.text


async def test_three_in_one_chat_as_before(filled: Database, talk: Talk) -> None:
    await say(filled, talk, QUESTION)
    outcomes = [(await say(filled, talk, WRONG))["outcome"] for _ in range(3)]
    assert outcomes == ["form", "form", "refused"], talk.text
    assert "три раза" in talk.text


async def test_one_citizen_does_not_walk_through_numbers(filled: Database, talk: Talk) -> None:
    for other in range(CONVERSATION_LIMIT - 1):
        async with filled.sessions.begin() as session:
            await spend(session, f"other {other}", talk.conversation, right=False)
    await say(filled, talk, QUESTION)
    assert (await say(filled, talk, WRONG))["outcome"] == "refused", talk.text
    assert "коды от вас пока не принимаю" in talk.text
    assert (await say(filled, talk, "статус дела 20260001"))["outcome"] == "refused", talk.text
    # What needs no code is told, and what is not there is said not to be there, as ever.
    assert (await say(filled, talk, "статус дела 12/345678"))["article"] != "status-not-found"
    assert talk.last["outcome"] == "status"
    unknown = await say(filled, talk, f"статус дела MFC-0003/2026-99999-1 код {WRONG}")
    assert (unknown["article"], unknown["commands"]) == ("status-not-found", [])


async def test_a_code_for_an_unknown_number_is_a_guess_of_the_citizen(filled: Database, talk: Talk) -> None:
    said = await say(filled, talk, f"статус дела MFC-0003/2026-99999-1 код {WRONG}")
    assert said["article"] == "status-not-found"
    assert said["commands"] == [{"command": "try_code", "case": None, "right": False}]
