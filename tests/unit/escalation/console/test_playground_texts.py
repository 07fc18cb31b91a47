"""Nothing the engine tells is without words."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from dialogues.runtime.evidence import Thresholds
from dialogues.runtime.explain import OUTCOMES
from dialogues.runtime.intake import MAX_TEXT
from escalation.console import playground_texts as texts
from escalation.console.explanation import Explanation
from knowledge_base.passage import PassageKind
from nlu.text import RULES
from tests.support.explanations import article, explanation

ROOT = Path(__file__).resolve().parents[4]


def seen(**changed: object) -> Explanation:
    return Explanation.from_json(explanation("вопрос", **changed))


def test_every_name_has_words() -> None:
    domain = yaml.safe_load((ROOT / "dialogues/domain/domain.yml").read_text(encoding="utf-8"))
    rules = yaml.safe_load((ROOT / "dialogues/rules/rules.yml").read_text(encoding="utf-8"))["rules"]
    assert set(domain["intents"]) <= set(texts.INTENTS)
    first = {next(step["action"] for step in rule["steps"] if "action" in step) for rule in rules}
    assert first - {"status_form"} <= set(texts.ACTIONS)
    assert {rule.__name__ for rule in RULES} <= set(texts.RULES)
    assert set(PassageKind) <= set(texts.PASSAGES)
    assert {*OUTCOMES.values(), "unavailable", "action"} <= set(texts.OUTCOMES)
    assert {bar.kind for bar in seen().articles[0].bars} <= set(texts.BARS)
    assert texts.MAX_QUESTION <= MAX_TEXT


@pytest.mark.parametrize("outcome", sorted(texts.OUTCOMES))
@pytest.mark.parametrize("found", [[], [article("a", "Статья", 0.4, chosen=True)]])
def test_every_outcome_has_a_reason_in_words(outcome: str, found: list[object]) -> None:
    words = texts.why_outcome(seen(outcome=outcome, articles=found))
    assert words.endswith(".")
    assert "{" not in words


def test_thresholds_are_in_the_sentence() -> None:
    assert "87\u00a0%" in texts.why_outcome(seen())
    assert "50\u00a0%" in texts.why_outcome(seen())
    assert "15\u00a0%" in texts.why_outcome(seen(outcome="no_answer"))
    rivals = [article("a", "Статья", 0.8, chosen=True), article("b", "Другая", 0.79, chosen=True)]
    assert "в 3,3 раза больше, чем у любой другой" in texts.why_outcome(
        seen(outcome="choices", articles=rivals)
    )


@pytest.mark.parametrize("reason", sorted(texts.REASONS))
def test_every_reason_of_an_intent(reason: str) -> None:
    limits = {field.name: float(field.default) for field in fields(Thresholds)}  # type: ignore[arg-type]
    words = texts.why_intent(seen(reason=reason, limits=limits))
    assert words.endswith(".")
    assert "{" not in words


def test_an_unknown_reason_is_passed_over() -> None:
    assert texts.why_intent(seen(reason="new")) == ""
    assert texts.why_intent(seen()) == ""
    assert texts.rule_words(["new", "cut_clean", "cut_pasted"]) == texts.RULES["cut_clean"]


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0\u00a0%"), (0.4961, "49,6\u00a0%"), (0.93, "93\u00a0%"), (1, "100\u00a0%")]
)
def test_percent(value: float, words: str) -> None:
    assert texts.percent(value) == words
