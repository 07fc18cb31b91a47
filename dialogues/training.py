"""Training data made at training time: the articles' example questions teach what a question is."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

# Their example questions are those of an intent with an action of its own; taught as `question` they
# would take citizens away from it. The articles themselves are found all the same.
SERVED_BY_ACTIONS = frozenset({"status-check-how", "assistant-operator"})
_MARKS = re.compile(r"[\[\]{}]")
_SPACES = re.compile(r"\s+")


class TrainingDataError(ValueError):
    """No example could be written; the text says where they were looked for."""


def write_question_examples(articles_folder: Path, target: Path) -> int:
    """Write the example questions and titles of all articles as examples of `question`; return how many.

    A broken article is left out: the import names it. The file is written only when it changes, so that
    Rasa's cache holds. Raises `TrainingDataError` when nothing is found.
    """
    files = (path for path in articles_folder.rglob("*.md") if path.stem not in SERVED_BY_ACTIONS)
    questions = sorted({question for path in files for question in _questions(path)})
    if not questions:
        raise TrainingDataError(f"no example questions in {articles_folder}: restore the articles")
    lines = ['version: "3.1"', "", "nlu:", "  - intent: question", "    examples: |"]
    text = "\n".join([*lines, *(f"      - {question}" for question in questions)]) + "\n"
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(target)
    return len(questions)


def _questions(path: Path) -> list[str]:
    parts = path.read_text(encoding="utf-8", errors="replace").split("\n---", 1)
    try:
        head = yaml.safe_load(parts[0].removeprefix("---"))
    except yaml.YAMLError:
        return []
    if not isinstance(head, dict):
        return []
    found = head.get("questions")
    texts = [head.get("title"), *(found if isinstance(found, list) else [])]
    return [line for text in texts if isinstance(text, str) and (line := _line(text))]


def _line(text: str) -> str:
    # Rasa reads [text](entity) and a leading slash in examples; citizens' questions hold neither on purpose.
    return _SPACES.sub(" ", _MARKS.sub(" ", text)).strip().lstrip("/-")
