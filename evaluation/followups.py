"""`evaluate followups`: a second message that continues the first one, or begins a new subject."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from evaluation.conversation import DEADLINE, Conversation
from evaluation.figures import rounded, share, wilson_interval
from evaluation.given import Given
from evaluation.gold import GoldRow
from evaluation.halves import take_half
from evaluation.judging import Judged
from evaluation.lines import BadLine, take_text
from evaluation.progress import Progress, say_nothing


@dataclass(frozen=True)
class FollowupRow:
    """One dialogue: the first question with its article, and the second message with its label."""

    first: str
    first_label: str
    then: GoldRow
    continues: bool
    half: str

    @classmethod
    def parse(cls, value: dict[str, Any]) -> FollowupRow:
        """From one line. Raises BadLine."""
        continues = value.get("continues")
        if not isinstance(continues, bool):
            raise BadLine('"continues" must be true or false')
        then = GoldRow.parse({**value, "text": take_text(value, "then")})
        first, label = take_text(value, "first"), take_text(value, "first_label")
        return cls(first, label, then, continues, take_half(value))


@dataclass(frozen=True)
class JudgedFollowup:
    """A dialogue and what came of it."""

    row: FollowupRow
    first: Given  # what was answered before the second message
    then: Judged

    @property
    def right(self) -> bool:
        """As for a single question; what has no answer is rightly refused."""
        return self.then.right if self.row.then.in_scope else self.then.given.refused

    @property
    def dragged(self) -> bool:
        """A new subject was answered with the old one."""
        return not self.row.continues and not self.right and self.then.given.article == self.row.first_label

    @property
    def repeated(self) -> bool:
        """The first answer was said once more, word by word."""
        return self.then.given.replies == self.first.replies

    def as_json(self) -> dict[str, Any]:
        """One line of `--out`."""
        row = self.row
        return {
            **self.then.as_json(),
            "first": row.first,
            "first_label": row.first_label,
            "continues": row.continues,
            "half": row.half,
            "right": self.right,
            "dragged": self.dragged,
            "repeated": self.repeated,
            "replies": list(self.then.given.replies),
        }


def ask_followups(
    rows: Sequence[FollowupRow], engine: str, tell: Progress = say_nothing
) -> Iterator[JudgedFollowup]:
    """Hold each dialogue. A first question answered otherwise gets its article by a button all the same."""
    with httpx.Client(base_url=engine, timeout=DEADLINE) as client:
        for done, row in enumerate(rows):
            tell("dialogues", done, len(rows))
            talk = Conversation(client)
            first = talk.say(row.first)
            if first.direct != row.first_label:
                first = talk.say(row.first, f"/answer{json.dumps({'article': row.first_label})}")
            yield JudgedFollowup(row, first, Judged(row.then, talk.say(row.then.text)))
        tell("dialogues", len(rows), len(rows))


def summarise_followups(judged: Sequence[JudgedFollowup]) -> dict[str, Any]:
    """The figures as the command prints them; None where there is nothing to count."""
    on = [one for one in judged if one.row.continues]
    new = [one for one in judged if not one.row.continues]
    right, right_new = sum(one.right for one in on), sum(one.right for one in new)
    return {
        "continued_right": rounded(share(right, len(on))),
        "continued_right_ci": [rounded(limit) for limit in wilson_interval(right, len(on))],
        "continued_strict": rounded(share(sum(one.then.strict for one in on), len(on))),
        "continued_wrong": rounded(share(sum(one.then.confident_wrong for one in on), len(on))),
        "continued_refused": rounded(share(sum(one.then.given.refused for one in on), len(on))),
        "repeated": rounded(share(sum(one.repeated for one in on), len(on))),
        "new_right": rounded(share(right_new, len(new))),
        "new_right_ci": [rounded(limit) for limit in wilson_interval(right_new, len(new))],
        "new_dragged": rounded(share(sum(one.dragged for one in new), len(new))),
        "rows_continued": len(on),
        "rows_new": len(new),
    }
