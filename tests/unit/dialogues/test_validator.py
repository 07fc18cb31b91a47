"""The compiled check of actions' answers. Fails when Rasa changes the function or the schema it replaces."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from dialogues.runtime import validator

# Of rasa 3.6.21. When one changes, read the new function and schema, then adapt the validator.
FUNCTION = "f8cdb4be68123961"
SCHEMA = "fb650e99afd82f1c"

ANSWERS: list[Any] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "answered", "value": True}], "responses": [{"text": "Да"}]},
    {"events": [{"event": "slot", "timestamp": None, "name": "x", "value": {"a": 1}}], "responses": []},
    {"events": [{"event": "followup", "timestamp": None, "name": "action_listen"}], "responses": []},
    {"events": [{"event": "nonsense"}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": ["text"]},
    {},
    [],
    None,
]


@pytest.fixture
def untouched() -> Iterator[None]:
    before = RemoteAction._validate_action_result
    RemoteAction._validate_action_result = validator.RASAS_OWN
    yield
    RemoteAction._validate_action_result = before


def _verdict(check: Any, answer: Any) -> bool:
    try:
        return bool(check(RemoteAction("a", None), answer))
    except jsonschema.ValidationError:
        return False


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_verdict_is_rasas(answer: Any) -> None:
    assert _verdict(validator.validate_action_result, answer) == _verdict(validator.RASAS_OWN, answer)


def test_the_function_it_replaces_has_not_changed() -> None:
    digest = hashlib.sha256(inspect.getsource(validator.RASAS_OWN).encode()).hexdigest()[:16]
    assert digest == FUNCTION


def test_the_schema_has_not_changed() -> None:
    text = json.dumps(RemoteAction.action_response_format_spec(), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == SCHEMA


@pytest.mark.usefixtures("untouched")
def test_it_takes_the_place_of_rasas() -> None:
    for _ in range(2):
        validator.install()
        assert RemoteAction._validate_action_result is validator.validate_action_result
