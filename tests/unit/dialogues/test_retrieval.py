"""The retriever as a component of the pipeline, over a small index in memory."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message

from dialogues.runtime.finding import Finder
from dialogues.runtime.retrieval import KnowledgeRetriever
from dialogues.runtime.turn import Turn, turn_in_hand
from knowledge_base.calibration import load_calibration
from knowledge_base.live import LiveState
from knowledge_base.passage import PassageKind
from knowledge_base.search import Hit, IndexedPassage, Searcher
from nlu.words import lemmas
from tests.unit.dialogues.hits import hit

CALIBRATION = load_calibration(Path(__file__).resolve().parents[3] / "knowledge_base" / "calibration.yml")
TODAY = date(2026, 11, 21)
TITLES = {"snils": "Как оформить СНИЛС?", "inn": "Как узнать ИНН?", "garage": "Как оформить гараж?"}
VECTORS = dict(zip(TITLES, np.eye(3, dtype=np.float32), strict=True))


class SmallIndex:
    """Three articles with vectors at right angles; `loaded` False is the time before the first load."""

    def __init__(self, loaded: bool = True) -> None:
        passages = [
            IndexedPassage(2 * n + part, slug, title, kind, title, f"{slug}{part}")
            for n, (slug, title) in enumerate(TITLES.items())
            for part, kind in enumerate((PassageKind.TITLE, PassageKind.ANSWER))
        ]
        vectors = np.repeat(np.stack(list(VECTORS.values())), 2, axis=0)
        self._searcher = Searcher(passages, vectors, lemmas, CALIBRATION)
        self._loaded = loaded

    def search(self, query_vector: Any, query_text: str, k: int = 10) -> list[Hit]:
        return self._searcher.search(query_vector, query_text, TODAY, k) if self._loaded else []

    def shared(self, article: str, text: str) -> tuple[str, ...]:
        return self._searcher.shared(article, text)

    def state(self) -> LiveState:
        at = datetime(2026, 11, 21, tzinfo=UTC) if self._loaded else None
        return LiveState(3, 0, "f", True, at, self._loaded)


def encode(normal: str) -> Any:
    """The vectors of the articles whose titles' words are in the text, added up."""
    near = [
        VECTORS[slug]
        for slug, title in TITLES.items()
        if title.rstrip("?").split()[-1].lower() in normal.lower()
    ]
    total = np.sum(near, axis=0) if near else np.full(3, 0.01)
    return (
        np.asarray(total / np.linalg.norm(total), dtype=np.float32) if near else np.zeros(3, dtype=np.float32)
    )


def message(text: str, intent: str = "question", confidence: float = 0.9, vector: Any = None) -> Message:
    made = Message({"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": []})
    if vector is not None:
        made.set("query_vector", vector)
    return made


def read(given: Message, index: Any = None) -> dict[str, Any]:
    finder = Finder(SmallIndex() if index is None else index, CALIBRATION.thresholds, encode)
    retriever = KnowledgeRetriever(finder)
    return dict(retriever.process([given])[0].as_dict(only_output_properties=True))


def test_candidates_and_decision_are_seen_by_actions() -> None:
    parsed = read(message("как оформить снилс", vector=VECTORS["snils"]))
    assert parsed["candidates"][0]["article"] == "snils"
    assert parsed["candidates"][0]["chosen"] is True
    assert parsed["decision"]["kind"] == "answer"
    assert 0 < parsed["decision"]["probability"] <= 1
    assert parsed["normal_form"] == "как оформить снилс"


def test_a_message_in_another_language_is_told_so() -> None:
    assert read(message("where do I get a SNILS", vector=VECTORS["snils"]))["foreign"] is True
    assert read(message("как оформить снилс", vector=VECTORS["snils"]))["foreign"] is False


def test_what_was_found_settles_an_unsure_intent() -> None:
    parsed = read(message("как оформить снилс", "appointment", 0.4, VECTORS["snils"]))
    assert parsed["intent"]["name"] == "question"
    assert parsed["intent"]["reason"] == "found_while_unsure"


def test_a_sure_intent_stays() -> None:
    given = message("позовите человека", "person", 0.97, VECTORS["snils"])
    read(given)
    assert given.get("intent") == {"name": "person", "confidence": 0.97}


def test_a_bare_case_number_is_about_its_state() -> None:
    given = message("12/345678", "small_talk", 0.4)
    given.set("entities", [{"entity": "application_number", "start": 0, "end": 9, "value": "12/345678"}])
    assert read(given)["intent"]["name"] == "application_status"


def test_a_button_passes_untouched() -> None:
    given = message('/answer{"article": "snils"}', vector=VECTORS["snils"])
    read(given)
    assert given.get("candidates") is None


@pytest.mark.parametrize(
    ("index", "vector", "kind"),
    [(SmallIndex(loaded=False), VECTORS["snils"], "unavailable"), (SmallIndex(), None, "nothing")],
)
def test_without_anything_to_search_it_says_why(index: Any, vector: Any, kind: str) -> None:
    parsed = read(message("как оформить снилс", vector=vector), index)
    assert parsed["decision"] == {"kind": kind, "probability": 0.0}
    assert parsed["candidates"] == []


class TwoAlike(SmallIndex):
    """Finds two articles about equally likely, whatever is asked."""

    def search(self, query_vector: Any, query_text: str, k: int = 10) -> list[Hit]:
        return [hit("snils", 0.97), hit("inn", 0.94)]


def test_two_articles_about_equally_likely_are_found_all_the_same() -> None:
    given = message("как оформить снилс", vector=VECTORS["snils"])
    given.set("intent_ranking", [{"name": "out_of_scope", "confidence": 0.35}])
    parsed = read(given, TwoAlike())
    assert "intent" not in parsed  # it stays a question, and is not refused as hardly in scope
    assert parsed["decision"]["kind"] == "choices"
    assert [one["chosen"] for one in parsed["candidates"]] == [True, True]

    unsure = read(message("как оформить снилс", "out_of_scope", 0.6, VECTORS["snils"]), TwoAlike())
    assert unsure["intent"] == {"name": "question", "confidence": 0.97, "reason": "found_in_scope"}


BEFORE = [
    {"event": "user", "text": "как оформить снилс"},
    {
        "event": "bot",
        "data": {"custom": {"otklik": {"outcome": "answered", "article": "snils", "title": TITLES["snils"]}}},
    },
]


def test_an_answer_to_a_message_that_announces_more_says_so() -> None:
    text = "Как оформить СНИЛС? И ещё, сколько ждать?"
    assert read(message(text, vector=encode(text)))["decision"]["others"] is True
    text = "Как оформить СНИЛС?"
    assert "others" not in read(message(text, vector=encode(text)))["decision"]


def test_two_questions_are_found_one_by_one() -> None:
    text = "Как оформить СНИЛС? И ещё вопрос, как оформить гараж?"
    parsed = read(message(text, vector=encode(text)))
    assert parsed["decision"]["kind"] == "several"
    assert [question["article"] for question in parsed["decision"]["questions"]] == ["snils", "garage"]
    assert [c["article"] for c in parsed["candidates"] if c["chosen"]] == ["snils", "garage"]


def test_a_message_that_continues_is_about_the_answer_before() -> None:
    text = "а сколько это стоит?"
    given = message(text, "small_talk", 0.6, encode(text))
    with turn_in_hand(Turn("a:1", BEFORE)):
        parsed = read(given)
    assert parsed["decision"]["kind"] == "continued"
    assert parsed["candidates"][0]["article"] == "snils"
    assert parsed["intent"]["name"] == "question"


def test_a_case_number_continues_nothing() -> None:
    text = "а где 12/345678?"
    given = message(text, "application_status", 0.9, encode(text))
    given.set("entities", [{"entity": "application_number", "start": 6, "end": 15, "value": "12/345678"}])
    with turn_in_hand(Turn("a:1", BEFORE)):
        assert read(given)["decision"]["kind"] != "continued"


def test_without_a_database_it_serves_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTKLIK_DATABASE_URL", raising=False)
    retriever = KnowledgeRetriever.create(KnowledgeRetriever.get_default_config(), None, None, None)
    parsed = retriever.process([message("снилс", vector=VECTORS["snils"])])[0]
    assert parsed.get("decision")["kind"] == "unavailable"
