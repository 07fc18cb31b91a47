"""The engine on bad days: silence of Rasa's becomes an error, and nothing is made up."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import update

from knowledge_base.store import notify, withdraw
from knowledge_base.tables import ArticleRow
from tests.support.postgres import Database
from tests.support.rasa_server import Engine, Talk

# The first test waits for the engine: training, encoding, start.
pytestmark = pytest.mark.timeout(400)


@pytest.mark.parametrize(
    "text",
    [
        "я",
        "?",
        "😀😀😀",
        "\u200b",
        "<b>паспорт</b> <script>alert(1)</script>",
        "[паспорт](application_number)",
        '{"article": "snils"} /answer /restart',
        "паспорт " * 2500,
        "{{ organisation.phone }} {number}",
        "' or 1=1; drop table applications; --",
        "\x00\x07 снилс",
    ],
)
def test_strange_messages_are_answered(talk: Talk, text: str) -> None:
    said = talk.say(text)
    assert said["replies"] or said["outcome"] == "handed_over"
    assert "{" not in talk.text


@pytest.mark.parametrize("command", ["/restart", "/session_start", "/back", "/nonsense{", "/answer{broken"])
def test_rasas_own_commands_cannot_be_typed(talk: Talk, command: str) -> None:
    before = talk.say("привет")
    assert before["outcome"] == "small_talk"
    said = talk.say(command)
    assert said["replies"]


def test_a_long_conversation_stays_quick(talk: Talk) -> None:
    for _ in range(12):
        talk.say("привет")
    talk.events = talk.events * 30
    talk.say("привет")
    assert talk.last["timings"]["total_ms"] < 1500
    assert len(talk.last["events"]) < 20


def test_a_turn_computed_twice_is_the_same_turn(talk: Talk) -> None:
    first, second = talk.post("как узнать инн").json(), talk.post("как узнать инн").json()
    for name in ("outcome", "article", "replies", "commands", "candidates"):
        assert first[name] == second[name]


def test_without_the_action_server_the_turn_is_refused_but_danger_is_answered(
    engine: Engine, talk: Talk
) -> None:
    engine.actions.stop()
    try:
        refused = talk.post("привет")
        assert refused.status_code == 502
        assert "action_greet" in refused.json()["error"]
        assert "112" in (talk.say("горит квартира") and talk.text)
        assert talk.say("мне пришло чужое уведомление, это не моё дело")["outcome"] == "handed_over"
    finally:
        engine.restart_actions()
    assert talk.say("привет")["outcome"] == "small_talk"


def test_a_frozen_action_server_is_given_up_within_the_deadline(engine: Engine, talk: Talk) -> None:
    pid = engine.actions.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        refused = talk.post("привет")
        took = time.monotonic() - began
    finally:
        os.kill(pid, signal.SIGCONT)
    assert refused.status_code in (502, 504)
    assert 4 < took < 8.5


def test_health_says_what_is_served(engine: Engine) -> None:
    health = httpx.get(f"{engine.url}/health").json()
    assert health["status"] == "ok", health
    assert health["passages"] > 500
    assert health["model_id"]
    assert len(health["encoder"]) == 16


def test_parse_is_a_reading_without_a_trace(engine: Engine) -> None:
    parsed = httpx.post(f"{engine.url}/parse", json={"text": "ДОБРЫЙ ДЕНЬ! скок стоит загран"}).json()
    assert parsed["intent"] == "question"
    assert parsed["candidates"][0]["article"] == "passport-foreign"
    assert "добрый день" not in parsed["normal_form"].lower()


async def test_a_withdrawn_article_is_not_answered_from_that_moment(filled: Database, talk: Talk) -> None:
    question = "как оформить гараж по гаражной амнистии"
    assert talk.say(question)["article"] == "garage"
    async with filled.sessions() as session:
        await withdraw(session, "garage")
        await session.commit()
    try:
        said = talk.say(question)  # no waiting: whatever the index still holds
        assert said["article"] != "garage"
        assert talk.say(payload='/answer{"article": "garage"}')["outcome"] == "no_answer"
    finally:
        async with filled.sessions() as session:
            await session.execute(
                update(ArticleRow).where(ArticleRow.slug == "garage").values(withdrawn_at=None)
            )
            await notify(session)
            await session.commit()
    await _until(lambda: talk.say(question)["article"] == "garage")


async def _until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.2)
