"""A gold question: what a citizen wrote and what should become of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evaluation.lines import BadLine, take_text

NONE, OUT_OF_SCOPE = "none", "oos"
OPERATOR = "action:operator"
ACTIONS = frozenset({"action:status", OPERATOR, "action:appointment", "action:complaint"})


@dataclass(frozen=True)
class GoldRow:
    """One line of a gold file."""

    text: str
    label: str
    also: frozenset[str] = frozenset()
    hard: bool = False

    @classmethod
    def parse(cls, value: dict[str, Any]) -> GoldRow:
        """From one line; `also` and `hard` may be missing. Raises BadLine."""
        also = value.get("also", [])
        if not isinstance(also, list) or not all(isinstance(label, str) for label in also):
            raise BadLine('"also" must be a list of labels')
        hard = value.get("hard", False)
        if not isinstance(hard, bool):
            raise BadLine('"hard" must be true or false')
        label = take_text(value, "label")
        for name in (label, *also):
            if name.startswith("action:") and name not in ACTIONS:
                raise BadLine(f"there is no label {name}; actions are {', '.join(sorted(ACTIONS))}")
        return cls(take_text(value, "text"), label, frozenset(also), hard)

    @property
    def in_scope(self) -> bool:
        """Whether there is something to answer or to do."""
        return self.label not in (NONE, OUT_OF_SCOPE)
