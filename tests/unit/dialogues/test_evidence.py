"""What was found as evidence for the intent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.runtime.evidence import Evidence, weigh

INTENTS = [
    "greet",
    "thanks",
    "goodbye",
    "help",
    "affirm",
    "deny",
    "person",
    "application_status",
    "appointment",
    "complaint",
    "report_error",
    "not_mine",
    "abuse",
    "danger",
    "small_talk",
    "out_of_scope",
    "question",
]


@pytest.mark.parametrize(
    ("seen", "intent"),
    [
        # a sure intent of the organisation's own business stays
        (Evidence("appointment", 0.9, "answer", 0.95, words=3), "appointment"),
        # an unsure one gives way to what was found
        (Evidence("appointment", 0.5, "answer", 0.9, words=6), "question"),
        (Evidence("appointment", 0.5, "choices", 0.5, words=6), "appointment"),
        # what continues the answer before is a question, unless another intent is very sure
        (Evidence("affirm", 0.8, "answer", 0.9, words=3, continues=True), "question"),
        (Evidence("question", 0.8, "answer", 0.7, outside=0.9, continues=True), "question"),
        (Evidence("small_talk", 0.97, "answer", 0.7, words=3, continues=True), "small_talk"),
        (Evidence("person", 0.6, "answer", 0.9, continues=True), "person"),
        # out of scope, but it is written in an article
        (Evidence("out_of_scope", 0.95, "answer", 0.96, words=5), "question"),
        (Evidence("out_of_scope", 0.95, "answer", 0.7, words=5), "out_of_scope"),
        # hardly a question of ours, unless the search is very sure
        (Evidence("question", 0.6, "answer", 0.8, words=5, outside=0.4), "out_of_scope"),
        (Evidence("question", 0.6, "choices", 0.4, words=5, outside=0.4), "out_of_scope"),
        (Evidence("question", 0.6, "answer", 0.96, words=5, outside=0.4), "question"),
        (Evidence("question", 0.6, "nothing", 0.0, words=5, outside=0.1), "question"),
        (Evidence("out_of_scope", 0.5, "answer", 0.7, words=5), "question"),
        # a long thanks with a question in it
        (Evidence("thanks", 0.9, "answer", 0.96, words=12), "question"),
        (Evidence("thanks", 0.9, "answer", 0.96, words=2), "thanks"),
        # a person, danger: whatever was found
        (Evidence("danger", 0.6, "answer", 0.99, words=4), "danger"),
        (Evidence("person", 0.9, "answer", 0.99, words=4), "person"),
        (Evidence("person", 0.3, "answer", 0.9, words=8), "question"),
        # a bare number is about its state
        (
            Evidence("out_of_scope", 0.4, "nothing", 0.1, {"application_number"}, words=1),
            "application_status",
        ),
        (Evidence("question", 0.8, "answer", 0.9, {"application_number"}, words=3), "application_status"),
        (Evidence("question", 0.8, "answer", 0.9, {"application_number"}, words=14), "question"),
        (Evidence("question", 0.8, "choices", 0.4, {"application_number"}, words=14), "application_status"),
        (Evidence("not_mine", 0.9, "nothing", 0.0, {"application_number"}, words=4), "not_mine"),
    ],
)
def test_the_surer_witness_is_followed(seen: Evidence, intent: str) -> None:
    assert weigh(seen).intent == intent


@given(
    st.sampled_from(INTENTS),
    st.floats(0, 1),
    st.sampled_from(["answer", "choices", "nothing", "unavailable"]),
    st.floats(0, 1),
    st.integers(0, 50),
    st.booleans(),
)
def test_the_intent_is_kept_or_becomes_one_of_two(
    intent: str, confidence: float, decision: str, probability: float, words: int, number: bool
) -> None:
    entities = {"application_number"} if number else set()
    verdict = weigh(Evidence(intent, confidence, decision, probability, entities, words))
    assert verdict.intent in {intent, "question", "application_status"}
    assert 0 <= verdict.confidence <= 1
    assert (verdict.reason is None) == (verdict.intent == intent)


@given(
    st.sampled_from(INTENTS), st.floats(0, 1), st.sampled_from(["nothing", "unavailable"]), st.integers(0, 50)
)
def test_without_a_search_the_classifier_decides(
    intent: str, confidence: float, decision: str, words: int
) -> None:
    assert weigh(Evidence(intent, confidence, decision, 0.0, words=words)).intent == intent
