from typing import Any

import pytest

from evaluation.given import failed, read_given


def result(outcome: str, **more: Any) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "intent": "question",
        "confidence": 0.9,
        "article": None,
        "replies": [],
        **more,
    }


@pytest.mark.parametrize(
    ("told", "direct"),
    [
        (result("answered", article="snils"), "snils"),
        (result("answered", article="mfc-appointment", intent="appointment"), "action:appointment"),
        (result("answered", article="complaint", intent="complaint"), "action:complaint"),
        (result("answered", intent="danger"), "action:other"),
        (result("status", intent="application_status"), "action:status"),
        (result("form", intent="application_status"), "action:status"),
        (result("handed_over", intent="person"), "action:operator"),
        (result("choices"), None),
        (result("no_answer"), None),
    ],
)
def test_what_was_given_directly(told: dict[str, Any], direct: str | None) -> None:
    assert read_given(told, 1.0).direct == direct


def test_choices_are_read_off_the_buttons() -> None:
    buttons = [
        {"title": "1. СНИЛС", "payload": '/answer{"article": "snils"}'},
        {"title": "2. ИНН", "payload": '/answer{"article": "inn"}'},
        {"title": "Ничего не подходит", "payload": "/nothing_fits"},
    ]
    given = read_given(result("choices", replies=[{"text": "…", "buttons": buttons}]), 1.0)
    assert given.choices == ("snils", "inn")
    assert not given.refused


@pytest.mark.parametrize("outcome", ["no_answer", "refused", "small_talk"])
def test_refusals(outcome: str) -> None:
    assert read_given(result(outcome), 1.0).refused


def test_a_failed_turn_is_no_refusal() -> None:
    assert not failed(5.0).refused
    assert failed(5.0).direct is None
