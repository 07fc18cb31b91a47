"""Conversations of conversations.yml over the real engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.rasa_server import Talk

# The first test waits for the engine: training, encoding, start.
pytestmark = pytest.mark.timeout(400)
CONVERSATIONS = yaml.safe_load(Path(__file__).with_name("conversations.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=[one["name"] for one in CONVERSATIONS])
def test_conversation(conversation: dict[str, Any], talk: Talk) -> None:
    for expected in conversation["turns"]:
        said = talk.press(expected["press"]) if "press" in expected else talk.say(expected["say"])
        asked = expected.get("say") or expected.get("press")
        told = f"{asked!r} -> {said['outcome']} {said['intent']}: {talk.text}"
        for name in ("outcome", "intent", "article"):
            if expected.get(name):
                assert said[name] == expected[name], told
        for part in expected.get("says", []):
            assert any(choice in talk.text for choice in part.split("|")), told
        if expected.get("silent"):
            assert said["replies"] == [], told
        _check_buttons(expected, said, told)
        if "commands" in expected:
            assert [_command(command) for command in said["commands"]] == expected["commands"], told


def _check_buttons(expected: dict[str, Any], said: dict[str, Any], told: str) -> None:
    if "buttons" not in expected:
        return
    titles = [button["title"] for reply in said["replies"] for button in reply["buttons"]]
    if not expected["buttons"]:
        assert titles == [], told
    for wanted in expected["buttons"]:
        assert any(title.startswith(wanted) for title in titles), f"{wanted}: {titles}"


def _command(command: dict[str, Any]) -> str:
    return " ".join(filter(None, [command["command"], command.get("reason")]))
