"""Files of JSON lines that a user brings: good lines are used, bad ones are named by their number."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


class BadFile(ValueError):
    """The file as a whole cannot be used; the text says why and what to do."""


class BadLine(ValueError):
    """One line cannot be used; the text says why."""


@dataclass(frozen=True)
class Bad:
    """A line that was left out."""

    number: int  # from 1, as editors count
    why: str


@dataclass(frozen=True)
class Lines(Generic[Row]):
    """What a file held."""

    rows: list[Row]
    bad: list[Bad]


def read_lines(path: Path, parse: Callable[[dict[str, Any]], Row]) -> Lines[Row]:
    """Parse every line that is not blank; `parse` raises BadLine for an object it cannot use.

    Raises BadFile when the file cannot be read. A file without one good line is no error here.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror}); check the path") from error
    rows: list[Row] = []
    bad: list[Bad] = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append(parse(_as_object(line)))
        except BadLine as error:
            bad.append(Bad(number, str(error)))
    return Lines(rows, bad)


def _as_object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadLine("is not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise BadLine("is not a JSON object")
    return value


def take_text(value: dict[str, Any], key: str) -> str:
    """A string that says something. Raises BadLine."""
    text = value.get(key)
    if not isinstance(text, str) or not text.strip():
        raise BadLine(f'"{key}" must be a string that is not empty')
    return text
