from typing import Any

import pytest

from evaluation.followups import FollowupRow, JudgedFollowup, ask_followups, summarise_followups
from evaluation.given import Given
from evaluation.judging import Judged
from evaluation.lines import BadLine
from tests.support.tiny_engine import TinyEngine, tiny_engine

LINE: dict[str, Any] = {
    "first": "как получить СНИЛС",
    "first_label": "snils",
    "then": "а сколько ждать?",
    "label": "snils",
    "also": ["service-terms"],
    "continues": True,
    "half": "tune",
}


def given(article: str | None, *replies: str, outcome: str = "answered") -> Given:
    articles = (article,) if article else ()
    return Given(outcome, "question", 0.9, article, article, (), (), 1.0, articles, replies)


def judged(then: Given, **changes: Any) -> JudgedFollowup:
    row = FollowupRow.parse({**LINE, **changes})
    return JudgedFollowup(row, given("snils", "СНИЛС…"), Judged(row.then, then))


@pytest.mark.parametrize(
    "changes", [{"continues": "yes"}, {"half": "test"}, {"then": ""}, {"first": 1}, {"label": "action:x"}]
)
def test_a_bad_line_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadLine):
        FollowupRow.parse({**LINE, **changes})


def test_what_became_of_the_second_message() -> None:
    assert judged(given("snils", "Неделю.")).right
    assert judged(given("service-terms", "…")).right
    assert not judged(given("inn", "…")).right
    assert judged(given("snils", "СНИЛС…")).repeated
    new = {"continues": False, "label": "inn", "also": []}
    assert judged(given("snils", "…"), **new).dragged
    assert not judged(given("inn", "…"), **new).dragged
    assert judged(given(None, "Пожалуйста", outcome="small_talk"), continues=False, label="oos").right


def test_figures() -> None:
    figures = summarise_followups(
        [
            judged(given("snils", "Неделю.")),
            judged(given(None, "Не нашёл", outcome="no_answer")),
            judged(given("snils", "…"), continues=False, label="inn", also=[]),
        ]
    )
    assert (figures["continued_right"], figures["continued_refused"], figures["new_dragged"]) == (
        0.5,
        0.5,
        1.0,
    )
    assert summarise_followups([])["continued_right"] is None


def test_a_dialogue_is_held_in_one_conversation() -> None:
    engine = TinyEngine()
    with tiny_engine(engine):
        one = next(ask_followups([FollowupRow.parse(LINE)], engine.url))
    texts = [(turn["text"], turn["payload"]) for turn in engine.turns]
    assert texts == [
        (LINE["first"], None),
        (LINE["first"], '/answer{"article": "snils"}'),  # its article was not what the engine gave
        (LINE["then"], None),
    ]
    assert len({turn["conversation_id"] for turn in engine.turns}) == 1
    assert len(engine.turns[2]["events"]) > len(engine.turns[1]["events"]) > 0
    assert one.as_json()["continues"] is True
