"""What citizens say in a benchmark: distinct texts in sessions of three turns."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import yaml

TURNS = 3
SEED = 20261121
QUESTION_SHARE = 0.7
GREETING_SHARE = 0.1
# Small talk of kinds that neither side answers with a person: a handed-over session would end early.
OTHERS = ("thanks", "goodbye", "help", "small_talk", "out_of_scope")
PREFIXES = ("", "Подскажите, пожалуйста: ", "Скажите, ", "Вопрос такой: ", "Хочу узнать, ")
_EXAMPLE = re.compile(r"^\s*-\s+(?P<text>.+?)\s*$", re.MULTILINE)


class Kind(StrEnum):
    """Greetings are a kind of their own: the product waits a moment for what follows one."""

    QUESTION = "question"
    OTHER = "other"
    GREETING = "greeting"


@dataclass(frozen=True)
class Line:
    """One message of a citizen."""

    text: str
    kind: Kind


Session = tuple[Line, ...]


def read_questions(path: Path) -> list[str]:
    """Texts of the gold questions that an article answers. Raises `ValueError` when there are none."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = [row["text"] for row in rows if ":" not in row["label"] and row["label"] not in ("none", "oos")]
    if not texts:
        raise ValueError(f"{path} holds no question on a topic")
    return texts


def read_examples(path: Path) -> list[str]:
    """Examples of an intent's training file that stand for themselves (no entity is marked in them)."""
    found: list[str] = []
    for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        found += [match["text"] for match in _EXAMPLE.finditer(intent["examples"])]
    return [text for text in found if "[" not in text]


def make_sessions(
    questions: Sequence[str], greetings: Sequence[str], others: Sequence[str], seed: int = SEED
) -> list[Session]:
    """Every question once, in sessions of three turns, 70 % questions and 10 % greetings, all distinct.

    A greeting opens its session. The same seed gives the same sessions.
    """
    chance = random.Random(seed)
    count = int(len(set(questions)) / QUESTION_SHARE) // TURNS
    total = count * TURNS
    greet = _sample(chance, greetings, round(total * GREETING_SHARE), Kind.GREETING, set())
    taken = {line.text.lower() for line in greet}
    ask = _sample(chance, questions, round(total * QUESTION_SHARE), Kind.QUESTION, taken)
    taken |= {line.text.lower() for line in ask}
    rest = ask + _sample(chance, others, total - len(greet) - len(ask), Kind.OTHER, taken)
    chance.shuffle(rest)
    sessions = [[line] for line in greet] + [[] for _ in range(count - len(greet))]
    for session in sessions:
        while len(session) < TURNS and rest:
            session.append(rest.pop())
    chance.shuffle(sessions)
    return [tuple(session) for session in sessions if len(session) == TURNS]


def load_sessions(root: Path) -> list[Session]:
    """Sessions of the shipped questions and examples."""
    examples = root / "training_data"
    return make_sessions(
        read_questions(root / "evaluation" / "gold" / "tune.jsonl"),
        read_examples(examples / "greet.yml"),
        [text for name in OTHERS for text in read_examples(examples / f"{name}.yml")],
    )


def without_greetings(sessions: Sequence[Session], variant: int = 0) -> list[Session]:
    """The same sessions in other words, so that nothing kept from before answers them, and no greeting."""
    prefix = PREFIXES[variant % len(PREFIXES)]
    said = [tuple(line for line in session if line.kind != Kind.GREETING) for session in sessions]
    return [
        tuple(
            replace(line, text=prefix + line.text) if line.kind == Kind.QUESTION else line for line in session
        )
        for session in said
    ]


def _sample(
    chance: random.Random, texts: Sequence[str], count: int, kind: Kind, taken: set[str]
) -> list[Line]:
    distinct = list({text.lower(): text for text in texts if text.lower() not in taken}.values())
    if len(distinct) < count:
        raise ValueError(f"{count} distinct texts of kind {kind} are wanted, there are {len(distinct)}")
    return [Line(text, kind) for text in chance.sample(distinct, count)]
