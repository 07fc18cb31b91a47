"""The explanation, with the real retriever over a small index; the policies' choice is handed in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.trackers import DialogueStateTracker

from dialogues.runtime.evidence import Thresholds
from dialogues.runtime.explain import ANSWERING, explain
from dialogues.runtime.finding import Finder
from dialogues.runtime.intake import MAX_TEXT, BadRequest
from dialogues.runtime.result import NoResult
from dialogues.runtime.retrieval import KnowledgeRetriever
from tests.unit.dialogues.test_retrieval import CALIBRATION, TITLES, SmallIndex, encode, message


class Agent:
    """A loaded model as far as it is asked: it reads, and its policies choose an action."""

    def __init__(self, intent: str = "question", confidence: float = 0.9, action: str = ANSWERING) -> None:
        self.intent, self.confidence, self.action = intent, confidence, action
        self.ready = True
        self.trackers: list[DialogueStateTracker] = []
        self.domain = SimpleNamespace(slots=[])
        self.processor = SimpleNamespace(predict_next_with_tracker_if_should=self.predict)
        self.retriever = KnowledgeRetriever(Finder(SmallIndex(), CALIBRATION.thresholds, encode))

    def is_ready(self) -> bool:
        return self.ready

    async def parse_message(self, text: str) -> dict[str, Any]:
        read = self.retriever.process([message(text, self.intent, self.confidence, encode(text))])[0]
        told = read.as_dict(only_output_properties=True)
        return {**told, "text": text, "entities": [], "intent": read.get("intent")}

    def predict(self, tracker: DialogueStateTracker) -> tuple[Any, None]:
        self.trackers.append(tracker)
        return SimpleNamespace(name=lambda: self.action), None


async def test_a_question_and_why_its_article_was_found() -> None:
    told = await explain(Agent(), {"text": "как аформить снилс"})
    assert told["outcome"] == "answered"
    assert told["action"] == ANSWERING
    assert {"rule": "mend_misspelt", "before": "аформить", "after": "оформить"} in told["words"]
    assert "mend_misspelt" in told["rules"]
    assert told["thresholds"]["answer"] == CALIBRATION.thresholds.answer
    first = told["articles"][0]
    assert (first["article"], first["title"], first["chosen"]) == ("snils", TITLES["snils"], True)
    assert first["passage"]["text"] == TITLES["snils"]
    assert first["reasons"]["question"] == pytest.approx(1, abs=0.01)
    assert "снилс" in first["reasons"]["shared"]
    assert told["decision"]["probability"] == first["score"]


async def test_the_policies_see_the_first_message_of_a_conversation() -> None:
    agent = Agent()
    await explain(agent, {"text": "как оформить снилс"})
    tracker = agent.trackers[0]
    assert [event.type_name for event in tracker.events] == ["action", "user"]
    assert tracker.latest_message is not None
    assert tracker.latest_message.intent["name"] == "question"


async def test_an_overruled_intent_is_told_with_its_reason_and_limits() -> None:
    told = await explain(Agent("appointment", 0.4), {"text": "как оформить снилс"})
    assert (told["intent"], told["reason"]) == ("question", "found_while_unsure")
    assert told["classifier"] == {"intent": "appointment", "confidence": 0.4}
    assert told["limits"]["sure"] == Thresholds().sure


async def test_an_action_is_no_answer_of_an_article() -> None:
    told = await explain(Agent("person", 0.97, "action_hand_over"), {"text": "оператора! снилс"})
    assert (told["outcome"], told["action"]) == ("action", "action_hand_over")
    assert told["classifier"] is None


async def test_two_questions() -> None:
    text = "Как оформить СНИЛС? И ещё вопрос, как оформить гараж?"
    told = await explain(Agent(), {"text": text})
    assert told["outcome"] == "several"
    assert [one["article"] for one in told["articles"] if one["chosen"]] == ["snils", "garage"]


async def test_a_buttons_payload_searches_for_nothing() -> None:
    told = await explain(Agent("greet", 1.0, "action_greet"), {"text": "/greet"})
    assert (told["outcome"], told["articles"], told["thresholds"], told["rules"]) == ("action", [], None, [])


@pytest.mark.parametrize("body", [None, [], {}, {"text": 7}, {"text": "а" * (MAX_TEXT + 1)}])
async def test_a_bad_request(body: Any) -> None:
    with pytest.raises(BadRequest):
        await explain(Agent(), body)


async def test_without_a_model_there_is_nothing_to_tell() -> None:
    agent = Agent()
    agent.ready = False
    for missing in (agent, None):
        with pytest.raises(NoResult):
            await explain(missing, {"text": "снилс"})
