"""Examples of questions written from articles."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dialogues.training import TrainingDataError, write_question_examples

ARTICLE = """---
title: Как оформить СНИЛС?
questions:
  - где взять снилс
  - "Здравствуйте! [потерял](x) снилс"
---
Ответ.
"""


def test_titles_and_questions_become_examples(tmp_path: Path) -> None:
    (tmp_path / "articles" / "documents").mkdir(parents=True)
    (tmp_path / "articles" / "documents" / "snils.md").write_text(ARTICLE, encoding="utf-8")
    target = tmp_path / "made" / "questions.yml"
    assert write_question_examples(tmp_path / "articles", target) == 3
    nlu = yaml.safe_load(target.read_text(encoding="utf-8"))["nlu"][0]
    assert nlu["intent"] == "question"
    assert nlu["examples"].splitlines() == [
        "- Здравствуйте! потерял (x) снилс",
        "- Как оформить СНИЛС?",
        "- где взять снилс",
    ]


def test_an_unchanged_file_is_not_written_again(tmp_path: Path) -> None:
    (tmp_path / "snils.md").write_text(ARTICLE, encoding="utf-8")
    target = tmp_path / "questions.yml"
    write_question_examples(tmp_path, target)
    before = target.stat().st_mtime_ns
    write_question_examples(tmp_path, target)
    assert target.stat().st_mtime_ns == before


def test_a_broken_article_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "snils.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "broken.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    (tmp_path / "empty.md").write_text("", encoding="utf-8")
    assert write_question_examples(tmp_path, tmp_path / "questions.yml") == 3


def test_articles_served_by_an_action_teach_no_question(tmp_path: Path) -> None:
    (tmp_path / "status-check-how.md").write_text(ARTICLE, encoding="utf-8")
    with pytest.raises(TrainingDataError, match="no example questions"):
        write_question_examples(tmp_path, tmp_path / "questions.yml")
