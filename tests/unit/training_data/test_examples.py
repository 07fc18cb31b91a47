"""The examples of the intents: enough of them, no text in two intents, no templates, sound annotations."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz

from nlu.correction import mend_misspelt
from nlu.text import RULES

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "training_data"
TOLD = (
    "person", "application_status", "appointment", "complaint", "report_error", "not_mine", "danger", "help",
)  # fmt: skip
"""Intents that people often wrap in a story."""
LEAST = dict.fromkeys((*TOLD, "affirm", "deny"), 60) | {
    "application_status": 110, "small_talk": 65, "abuse": 65, "out_of_scope": 120, "question": 60,
    "greet": 40, "thanks": 40, "goodbye": 40,
}  # fmt: skip
ENTITY = re.compile(r"\[([^\[\]]+)\]\(([a-z_]+)\)")
OBSCENE = re.compile(r"(?<![а-яё])(?:на|по|о|за)?(?:ху[йяеё]|бля|пизд|[её]ба[тлн])", re.IGNORECASE)


@cache
def read_examples() -> dict[str, list[str]]:
    """Intent → its examples as they are written, annotations and all."""
    found: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        for part in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = part["examples"].splitlines()
            assert all(line.startswith("- ") and line[2:].strip() for line in lines), path.name
            found.setdefault(part["intent"], []).extend(line[2:] for line in lines)
    return found


def strip_annotations(example: str) -> str:
    """The text as a citizen would write it."""
    return ENTITY.sub(r"\1", example)


def reduce_example(example: str) -> str:
    """The normal form, so that «спс» and «Спасибо!» count as one; misspelt twins are left as they are."""
    text = strip_annotations(example)
    for rule in RULES:
        text = text if rule is mend_misspelt else rule(text)
    return text.lower().strip(" .,!?")


@cache
def read_normal_forms() -> dict[str, list[str]]:
    """Intent → what the classifier sees of its examples."""
    return {intent: [reduce_example(text) for text in texts] for intent, texts in read_examples().items()}


def test_every_file_is_named_after_the_one_intent_it_holds() -> None:
    for path in FOLDER.glob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert content["version"] == "3.1"
        assert [part["intent"] for part in content["nlu"]] == [path.stem]


def test_intents_are_those_of_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "dialogues" / "domain" / "domain.yml").read_text(encoding="utf-8"))
    assert set(read_examples()) <= set(domain["intents"])
    assert set(read_examples()) == set(LEAST)


@pytest.mark.parametrize("intent", sorted(LEAST))
def test_there_are_enough_distinct_examples(intent: str) -> None:
    assert len(set(read_normal_forms()[intent])) >= LEAST[intent]


@pytest.mark.parametrize("intent", sorted(LEAST))
def test_no_example_is_given_twice(intent: str) -> None:
    twice = [text for text, count in Counter(read_normal_forms()[intent]).items() if count > 1]
    assert not twice


def test_no_text_stands_in_two_intents() -> None:
    for one, other in combinations(sorted(read_normal_forms()), 2):
        assert not set(read_normal_forms()[one]) & set(read_normal_forms()[other]), f"{one} and {other}"


@pytest.mark.parametrize("intent", sorted(LEAST))
def test_examples_do_not_begin_alike(intent: str) -> None:
    openings = Counter(" ".join(text.split()[:2]) for text in read_normal_forms()[intent])
    assert len(openings) / len(read_normal_forms()[intent]) >= 0.7
    opening, count = openings.most_common(1)[0]
    assert count / len(read_normal_forms()[intent]) <= 0.08, f"{count} examples begin with «{opening}»"


@pytest.mark.parametrize("intent", sorted(LEAST))
def test_examples_are_not_copies_with_a_letter_changed(intent: str) -> None:
    near = [
        pair for pair in combinations(read_normal_forms()[intent], 2)
        if min(map(len, pair)) > 20 and fuzz.ratio(*pair, score_cutoff=96)
    ]  # fmt: skip
    assert not near


@pytest.mark.parametrize("intent", TOLD)
def test_some_people_tell_a_story(intent: str) -> None:
    long = [example for example in read_examples()[intent] if len(strip_annotations(example)) >= 45]
    assert len(long) / len(read_examples()[intent]) >= 0.1


def test_annotations_are_case_numbers_of_status_examples() -> None:
    for intent, examples in read_examples().items():
        for example in examples:
            found = ENTITY.findall(example)
            assert not found or intent == "application_status", example
            assert all(entity == "application_number" for _, entity in found), example
            assert not set("[]{}") & set(strip_annotations(example)), example


def test_case_numbers_come_alone_and_in_sentences() -> None:
    numbered = [example for example in read_examples()["application_status"] if ENTITY.search(example)]
    alone = [example for example in numbered if ENTITY.fullmatch(example)]
    assert len(alone) >= 15
    assert len(numbered) - len(alone) >= 30


def test_every_long_number_of_status_examples_is_annotated() -> None:
    # Without a number's annotation the extractor would learn to leave it.
    dates_and_codes = re.compile(r"от \d\d\.\d\d\.\d{4}|пин \d{4}")
    for example in read_examples()["application_status"]:
        rest = dates_and_codes.sub("", ENTITY.sub("", example))
        assert not re.search(r"\d{4}", rest), example


def test_obscenity_is_masked() -> None:
    assert OBSCENE.search("ну бля")
    assert not OBSCENE.search("три рубля, пошёл на х**")
    shown = [text for examples in read_examples().values() for text in examples if OBSCENE.search(text)]
    assert not shown
