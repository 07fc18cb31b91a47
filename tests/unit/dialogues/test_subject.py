"""What the conversation is about."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.runtime.subject import Subject, last_subject

USER: dict[str, Any] = {"event": "user", "text": "как получить СНИЛС"}
SNILS = Subject("snils", "Как получить СНИЛС?")


def bot(outcome: str | None = "answered", subject: Subject | None = SNILS) -> dict[str, Any]:
    told: dict[str, Any] = {} if outcome is None else {"outcome": outcome}
    if subject is not None:
        told |= {"article": subject.article, "title": subject.title}
    return {"event": "bot", "text": "…", "data": {"custom": {"otklik": told}}}


def test_the_article_answered_last() -> None:
    assert last_subject([USER, bot()]) == SNILS
    other = Subject("inn", "Как узнать ИНН?")
    assert last_subject([USER, bot(), USER, bot(subject=other)]) == other


@pytest.mark.parametrize("outcome", ["small_talk", "no_answer", "refused"])
def test_a_word_between_leaves_it(outcome: str) -> None:
    assert last_subject([USER, bot(), USER, bot(outcome, None)]) == SNILS


@pytest.mark.parametrize("outcome", ["choices", "handed_over", "status", "form", "failed"])
def test_anything_else_ends_it(outcome: str) -> None:
    assert last_subject([USER, bot(), USER, bot(outcome, None)]) is None


def test_it_grows_old() -> None:
    word = [USER, bot("small_talk", None)]
    assert last_subject([USER, bot(), *word, *word]) is None


def test_two_articles_at_once_are_no_subject() -> None:
    assert last_subject([USER, bot(), bot(subject=Subject("inn", "Как узнать ИНН?"))]) is None
    assert last_subject([USER, bot(), bot("answered", None)]) is None


def test_none_inside_a_form() -> None:
    form = {"event": "active_loop", "name": "status_form"}
    assert last_subject([USER, bot(), form]) is None
    assert last_subject([form, {"event": "active_loop", "name": None}, USER, bot()]) == SNILS


def test_none_in_a_new_session() -> None:
    assert last_subject([]) is None
    assert last_subject([{"event": "bot", "text": "…"}, {"event": "bot", "data": {"custom": None}}]) is None
