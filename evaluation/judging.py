"""Judges what was given by the gold label, row by row, and adds the rows up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.figures import rounded, share, wilson_interval
from evaluation.given import Given
from evaluation.gold import NONE, OPERATOR, OUT_OF_SCOPE, GoldRow


@dataclass(frozen=True)
class Judged:
    """A row, what was given for it, and what that is worth."""

    row: GoldRow
    given: Given

    @property
    def strict(self) -> bool:
        """The label itself, answered directly; or a hand-over where even a good operator hands over."""
        return self.given.direct == self.row.label or self._rightly_handed_over

    @property
    def right(self) -> bool:
        """The label or one of `also`, answered directly or among the choices."""
        wanted = {self.row.label, *self.row.also}
        return (
            self.given.direct in wanted
            or self._rightly_handed_over
            or not wanted.isdisjoint(self.given.choices)
        )

    @property
    def _rightly_handed_over(self) -> bool:
        return self.row.hard and self.given.direct == OPERATOR

    @property
    def confident_wrong(self) -> bool:
        """Answered or done directly, and neither the label nor one of `also`."""
        return self.given.direct is not None and not self.right

    def as_json(self) -> dict[str, Any]:
        """One line of `--out`."""
        row, given = self.row, self.given
        return {
            "text": row.text,
            "label": row.label,
            "also": sorted(row.also),
            "hard": row.hard,
            "outcome": given.outcome,
            "given": given.direct,
            "choices": list(given.choices),
            "right": self.right if row.in_scope else given.refused,
            "strict": self.strict if row.in_scope else given.refused,
            "confident_wrong": self.confident_wrong,
            "intent": given.intent,
            "confidence": given.confidence,
            "candidates": [{"article": slug, "score": score} for slug, score in given.candidates],
            "milliseconds": round(given.milliseconds, 1),
        }


def summarise(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figures as the command prints them; None where a file has no row to count."""
    scope = [one for one in judged if one.row.in_scope]
    right, strict = sum(one.right for one in scope), sum(one.strict for one in scope)
    wrong = sum(one.confident_wrong for one in judged)
    milliseconds = sorted(one.given.milliseconds for one in judged)
    return {
        "accuracy_in_scope": rounded(share(right, len(scope))),
        "accuracy_in_scope_ci": [rounded(limit) for limit in wilson_interval(right, len(scope))],
        "accuracy_strict": rounded(share(strict, len(scope))),
        "accuracy_strict_ci": [rounded(limit) for limit in wilson_interval(strict, len(scope))],
        "choices_share": rounded(share(sum(one.given.outcome == "choices" for one in judged), len(judged))),
        "confident_wrong": rounded(share(wrong, len(judged))),
        "confident_wrong_ci": [rounded(limit) for limit in wilson_interval(wrong, len(judged))],
        "refused_none": _refused(judged, NONE),
        "refused_oos": _refused(judged, OUT_OF_SCOPE),
        "outcomes": dict(Counter(one.given.outcome for one in judged).most_common()),
        "rows": len(judged),
        "rows_in_scope": len(scope),
        "ms_p50": rounded(milliseconds[len(milliseconds) // 2], 1) if milliseconds else None,
    }


def _refused(judged: Sequence[Judged], label: str) -> float | None:
    rows = [one for one in judged if one.row.label == label]
    return rounded(share(sum(one.given.refused for one in rows), len(rows)))
