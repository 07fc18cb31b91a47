from typing import Any

import pytest

from evaluation.given import Given
from evaluation.lines import BadLine
from evaluation.several import JudgedSeveral, SeveralRow, summarise_several

LINE: dict[str, Any] = {"text": "снилс? инн?", "labels": [["snils"], ["inn", "taxes"]], "half": "tune"}


def given(*articles: str, left_open: bool = False, outcome: str = "answered") -> Given:
    first = articles[0] if articles else None
    return Given(outcome, "question", 0.9, first, first, (), (), 1.0, articles, ("…",), left_open)


def kind(one: Given, **changes: Any) -> str:
    return JudgedSeveral(SeveralRow.parse({**LINE, **changes}), one).kind


@pytest.mark.parametrize(
    "changes", [{"labels": []}, {"labels": ["snils"]}, {"labels": [[1]]}, {"half": ""}, {"text": " "}]
)
def test_a_bad_line_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadLine):
        SeveralRow.parse({**LINE, **changes})


def test_what_became_of_a_message() -> None:
    assert kind(given("snils", "taxes")) == "each"
    assert kind(given("snils", left_open=True)) == "told"
    assert kind(given("snils")) == "silent"
    assert kind(given("snils", "garage")) == "wrong"
    assert kind(given(outcome="choices")) == "choices"
    assert kind(given(outcome="no_answer")) == "refused"


def test_a_question_nobody_can_answer_is_to_be_told() -> None:
    assert kind(given("snils", left_open=True), labels=[["snils"], []]) == "told"
    assert kind(given("snils"), labels=[["snils"], []]) == "silent"


def test_figures() -> None:
    rows = [
        (LINE, given("snils", "inn")),
        (LINE, given("snils")),
        ({**LINE, "labels": [["snils"]]}, given("snils")),
    ]
    figures = summarise_several([JudgedSeveral(SeveralRow.parse(line), one) for line, one in rows])
    assert (figures["each"], figures["silent"], figures["single_right"]) == (0.5, 0.5, 1.0)
    assert summarise_several([])["each"] is None
