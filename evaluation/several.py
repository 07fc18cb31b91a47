"""`evaluate several`: messages of two questions, and long ones of a single question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.figures import rounded, share, wilson_interval
from evaluation.given import Given
from evaluation.halves import take_half
from evaluation.lines import BadLine, take_text


@dataclass(frozen=True)
class SeveralRow:
    """One line: for each question of the message the articles that answer it, none for no such article."""

    text: str
    labels: tuple[frozenset[str], ...]
    half: str

    @classmethod
    def parse(cls, value: dict[str, Any]) -> SeveralRow:
        """From one line. Raises BadLine."""
        labels = value.get("labels")
        if not isinstance(labels, list) or not labels:
            raise BadLine('"labels" must be a list with a list of labels for each question')
        for names in labels:
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise BadLine('each of "labels" must be a list of labels')
        return cls(take_text(value, "text"), tuple(frozenset(names) for names in labels), take_half(value))

    @property
    def single(self) -> bool:
        """There is one question only."""
        return len(self.labels) == 1


@dataclass(frozen=True)
class JudgedSeveral:
    """A message and what was given for it."""

    row: SeveralRow
    given: Given

    @property
    def answers(self) -> frozenset[str]:
        """What was answered or done directly."""
        direct = {self.given.direct} if self.given.direct else set()
        return frozenset({*self.given.articles, *direct} if self.given.outcome == "answered" else direct)

    @property
    def wrong(self) -> bool:
        """Something was answered that nobody asked."""
        wanted = frozenset().union(*self.row.labels)
        if self.given.direct in wanted and len(self.given.articles) <= 1:
            return False
        return not self.answers <= wanted

    @property
    def kind(self) -> str:
        """What became of the message.

        `each`: every question answered; `told`: one answered, and that there is more to ask is said;
        `silent`: one answered and not a word about another; `choices`, `refused`; `wrong`: what nobody asked.
        """
        given = self.given
        if given.outcome == "choices":
            return "choices"
        if given.refused:
            return "refused"
        if self.wrong:
            return "wrong"
        if all(names & self.answers for names in self.row.labels):
            return "each"
        return "told" if given.open else "silent"

    def as_json(self) -> dict[str, Any]:
        """One line of `--out`."""
        return {
            "text": self.row.text,
            "labels": [sorted(names) for names in self.row.labels],
            "half": self.row.half,
            "kind": self.kind,
            "outcome": self.given.outcome,
            "articles": list(self.given.articles),
            "choices": list(self.given.choices),
            "replies": list(self.given.replies),
        }


def summarise_several(judged: Sequence[JudgedSeveral]) -> dict[str, Any]:
    """The figures as the command prints them; None where there is nothing to count."""
    several = [one for one in judged if not one.row.single]
    single = [one for one in judged if one.row.single]
    kinds, kinds_single = (Counter(one.kind for one in rows) for rows in (several, single))
    heard = kinds["each"] + kinds["told"]
    return {
        "each": rounded(share(kinds["each"], len(several))),
        "each_or_told": rounded(share(heard, len(several))),
        "each_or_told_ci": [rounded(limit) for limit in wilson_interval(heard, len(several))],
        "silent": rounded(share(kinds["silent"], len(several))),
        "wrong": rounded(share(kinds["wrong"], len(several))),
        "single_split": rounded(share(sum(len(one.given.articles) > 1 for one in single), len(single))),
        "single_told": rounded(share(sum(one.given.open for one in single), len(single))),
        "single_right": rounded(share(kinds_single["each"], len(single))),
        "single_wrong": rounded(share(kinds_single["wrong"], len(single))),
        "kinds": dict(kinds.most_common()),
        "kinds_single": dict(kinds_single.most_common()),
        "rows_several": len(several),
        "rows_single": len(single),
    }
