"""The engine on bad days: silence of Rasa's becomes an error, and nothing is made up."""

from __future__ import annotations

import os
import signal
import time

import httpx
import pytest

from tests.support.rasa_server import Engine, Talk


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
