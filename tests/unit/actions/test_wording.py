"""The one place of wording: every response can be said, none has an unknown placeholder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from actions.reply import Reply
from actions.wording import RESPONSES, Wording, WordingError
from tests.unit.actions.parts import ROOT, wording

ALL = yaml.safe_load(RESPONSES.read_text(encoding="utf-8"))["responses"]
RULES = (ROOT / "dialogues/rules/rules.yml").read_text(encoding="utf-8")
SPOKEN_BY_RASA = sorted(set(re.findall(r"action: (utter_\w+)", RULES)))
OUTCOMES = {
    "answered",
    "choices",
    "no_answer",
    "small_talk",
    "status",
    "form",
    "handed_over",
    "refused",
    "failed",
}


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_response_is_sound(name: str) -> None:
    response = ALL[name][0]
    told = (response.get("custom") or {}).get("otklik")
    if told is not None:
        assert told["outcome"] in OUTCOMES
        reply: Reply = wording().say(name.removeprefix("utter_"))
        assert reply.text or reply.commands
        assert "{{" not in (reply.text or "")
    for button in response.get("buttons") or ():
        assert len(str(button["title"])) <= 40
        assert button["payload"].startswith("/")


@pytest.mark.parametrize("name", SPOKEN_BY_RASA)
def test_what_rasa_says_itself_needs_nothing_filled_in(name: str) -> None:
    assert "{" not in ALL[name][0].get("text", "")
    assert ALL[name][0]["custom"]["otklik"]["outcome"] in OUTCOMES


def test_facts_and_values_are_filled_in() -> None:
    reply = wording().say("appointment")
    assert "https://example.org/booking" in (reply.text or "")
    assert reply.sources == ({"title": "Запись на приём", "url": "https://example.org/booking"},)
    assert wording().words("subject_article", title="Как?") == "Вопрос: Как?"


def test_a_value_is_not_looked_into() -> None:
    assert "{{ organisation.phone }}" in (
        wording().say("application_not_found", number="{{ organisation.phone }}").text or ""
    )


def test_danger_names_the_number_at_once() -> None:
    assert "112" in ALL["utter_danger"][0]["text"].split(".")[0]


def test_unknown_names_are_errors(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match="utter_nonsense"):
        wording().say("nonsense")
    with pytest.raises(WordingError, match="no outcome"):
        wording().say("subject_article", title="x")
    file = tmp_path / "responses.yml"
    file.write_text('responses:\n  utter_x:\n  - text: "{{ organisation.nothing }}"\n', encoding="utf-8")
    with pytest.raises(WordingError, match=r"utter_x.*organisation\.nothing"):
        Wording.load(file)
