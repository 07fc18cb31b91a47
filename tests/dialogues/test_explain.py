"""The explanation of the real engine says of a question what a turn then does."""

from __future__ import annotations

import httpx
import pytest

from tests.support.rasa_server import Engine, Talk

# The first test waits for the engine: training, encoding, start.
pytestmark = pytest.mark.timeout(400)
STARTS = ("action_session_start", "action_listen")


def explained(engine: Engine, text: str) -> httpx.Response:
    return httpx.post(f"{engine.url}/explain", json={"text": text}, timeout=20)


@pytest.mark.parametrize(
    "text",
    [
        "патерял паспорт што делать",
        "как оформить гараж по гаражной амнистии",
        "как посадить картошку на марсе",
        "Как получить СНИЛС? И ещё вопрос, как оформить гараж по гаражной амнистии?",
        "позовите человека",
        "спасибо",
    ],
)
def test_it_is_what_a_turn_decides(engine: Engine, talk: Talk, text: str) -> None:
    told, said = explained(engine, text).json(), talk.say(text)
    assert (told["intent"], told["confidence"]) == (said["intent"], said["confidence"])
    assert [(one["article"], one["score"]) for one in told["articles"]] == [
        (one["article"], one["score"]) for one in said["candidates"]
    ]
    if told["outcome"] == "several":
        assert said["articles"] == [one["article"] for one in told["articles"] if one["chosen"]]
    elif told["outcome"] != "action":
        assert told["outcome"] == said["outcome"]
    done = [event["name"] for event in said["events"] if event["event"] == "action"]
    assert told["action"] == next(name for name in done if name not in STARTS)


def test_a_passage_and_its_reasons(engine: Engine) -> None:
    told = explained(engine, "Здравствуйте! патерял паспорт што делать").json()
    assert ("патерял", "потерял") in {(word["before"], word["after"]) for word in told["words"]}
    assert "cut_greeting" in told["rules"]
    first = told["articles"][0]
    assert first["article"] == "passport-lost"
    assert first["passage"]["text"]
    assert 0 < first["reasons"]["question"] <= 1.01
    assert "паспорт" in first["reasons"]["shared"]
    assert told["thresholds"]["answer"] <= first["score"] <= 1


def test_a_request_that_is_none(engine: Engine) -> None:
    assert explained(engine, "а" * 5000).status_code == 400
    assert httpx.post(f"{engine.url}/explain", json={}).status_code == 400
