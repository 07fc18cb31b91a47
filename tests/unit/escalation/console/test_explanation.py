"""An engine's answer becomes what the page shows, or is refused as a whole."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.console.engine import EngineFailed
from escalation.console.explanation import Explanation
from tests.support.explanations import article, explanation

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_all_of_it() -> None:
    seen = Explanation.from_json(explanation("потерял паспорт"))
    assert seen.articles[0].slug == "passport-lost"
    assert seen.together == 0.87
    assert {bar.kind: (bar.value, bar.most) for bar in seen.articles[0].bars} == {
        "question": (0.91, 1.0), "section": (0.62, 1.0), "words": (2.4, 2.4), "letters": (0.4, 1.0),
        "contrast": (0.6, 1.0),
    }  # fmt: skip


def test_several_questions_have_the_titles_of_their_articles() -> None:
    questions = [{"text": "Как?", "article": "a", "choices": []}, {"text": "Где?", "article": None}]
    decision = {"kind": "several", "probability": 0.9, "questions": questions}
    found = [article("a", "Статья", 0.9, chosen=True)]
    seen = Explanation.from_json(explanation("", decision=decision, articles=found))
    assert [(one.text, one.title) for one in seen.asked] == [("Как?", "Статья"), ("Где?", None)]


def test_a_buttons_payload_has_nothing_found() -> None:
    empty: dict[str, Any] = {"normal_form": None, "decision": None, "thresholds": None, "limits": None}
    seen = Explanation.from_json(explanation("", **empty, articles=[]))
    assert (seen.normal_form, seen.thresholds, seen.articles, seen.together) == ("", {}, (), 0)


@given(st.sampled_from(sorted(explanation(""))), JSON)
def test_whatever_comes_is_read_or_refused(field: str, value: Any) -> None:
    with contextlib.suppress(EngineFailed):
        Explanation.from_json(explanation("", **{field: value}))


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(EngineFailed):
        Explanation.from_json({})
