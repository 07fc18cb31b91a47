"""Rules and routing name the same action for each intent, and no intent is without one."""

from __future__ import annotations

import yaml

from actions.routing import ROUTES
from actions.server import ACTIONS
from dialogues.runtime.intake import ALIASES, BUTTON_INTENTS
from tests.unit.actions.parts import ROOT

RULES = yaml.safe_load((ROOT / "dialogues/rules/rules.yml").read_text(encoding="utf-8"))["rules"]
DOMAIN = yaml.safe_load((ROOT / "dialogues/domain/domain.yml").read_text(encoding="utf-8"))
EXAMPLES = {path.stem for path in (ROOT / "training_data").glob("*.yml")}


def test_each_intent_has_one_rule_and_the_same_route() -> None:
    by_intent = {r["steps"][0]["intent"]: r["steps"][1]["action"] for r in RULES if "intent" in r["steps"][0]}
    assert by_intent == ROUTES
    assert set(by_intent) == set(DOMAIN["intents"])


def test_the_domain_names_the_actions_that_are_served() -> None:
    assert set(DOMAIN["actions"]) == {action.action_name for action in ACTIONS}


def test_buttons_carry_intents_of_the_domain() -> None:
    assert set(DOMAIN["intents"]) >= BUTTON_INTENTS
    assert {alias.removeprefix("/") for alias in ALIASES.values()} <= BUTTON_INTENTS


def test_what_is_said_in_words_has_examples() -> None:
    carried_only = {"answer", "group", "topics", "rate", "nothing_fits", "nothing_said"}
    assert set(DOMAIN["intents"]) - carried_only <= EXAMPLES
