"""Sessions: distinct texts, three turns each, in the promised shares."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.texts import (
    Kind,
    load_sessions,
    make_sessions,
    read_examples,
    read_questions,
    without_greetings,
)
from otklik.settings import ROOT

QUESTIONS = [f"вопрос {number}" for number in range(70)]
GREETINGS = [f"привет {number}" for number in range(20)]
OTHERS = [f"спасибо {number}" for number in range(40)]


def test_shares_turns_and_distinct_texts() -> None:
    sessions = make_sessions(QUESTIONS, GREETINGS, OTHERS)
    lines = [line for session in sessions for line in session]
    kinds = Counter(line.kind for line in lines)
    assert {len(session) for session in sessions} == {3}
    assert len({line.text for line in lines}) == len(lines)
    assert kinds[Kind.QUESTION] / len(lines) == pytest.approx(0.7, abs=0.02)
    assert kinds[Kind.GREETING] / len(lines) == pytest.approx(0.1, abs=0.02)


def test_a_greeting_opens_its_session() -> None:
    sessions = make_sessions(QUESTIONS, GREETINGS, OTHERS)
    assert all(line.kind != Kind.GREETING for session in sessions for line in session[1:])


def test_the_same_seed_gives_the_same_sessions() -> None:
    assert make_sessions(QUESTIONS, GREETINGS, OTHERS) == make_sessions(QUESTIONS, GREETINGS, OTHERS)


def test_too_few_texts_are_named() -> None:
    with pytest.raises(ValueError, match="of kind greeting"):
        make_sessions(QUESTIONS, [], OTHERS)


def test_other_words_for_questions_and_no_greetings() -> None:
    sessions = make_sessions(QUESTIONS, GREETINGS, OTHERS)
    first, second = (
        {line.text for session in without_greetings(sessions, variant) for line in session}
        for variant in (1, 2)
    )
    assert not {text for text in first & second if "вопрос" in text}
    assert not [text for text in first if "привет" in text]


def test_shipped_texts_are_enough() -> None:
    lines = [line for session in load_sessions(ROOT) for line in session]
    assert len({line.text for line in lines}) >= 300


def test_examples_with_marked_entities_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "intent.yml"
    path.write_text(
        "nlu:\n- intent: greet\n  examples: |\n    - привет\n    - дело [1](application_number)\n", "utf-8"
    )
    assert read_examples(path) == ["привет"]


def test_only_questions_on_topics_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "а", "label": "snils"}\n{"text": "б", "label": "action:status"}\n', "utf-8")
    assert read_questions(path) == ["а"]
    path.write_text('{"text": "б", "label": "oos"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"gold\.jsonl holds no question"):
        read_questions(path)
