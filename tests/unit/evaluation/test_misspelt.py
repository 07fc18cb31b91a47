"""The misspelt gold questions belong to those they were made of."""

from __future__ import annotations

import json
from pathlib import Path

from evaluation.gold import GoldRow

GOLD = Path(__file__).resolve().parents[3] / "evaluation" / "gold"


def test_each_row_is_a_tuning_question_in_other_letters() -> None:
    tune, misspelt = (
        [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]
        for name in ("tune.jsonl", "misspelt.jsonl")
    )
    by_text = {row["text"]: row for row in tune}
    assert len(misspelt) >= 150
    for row in misspelt:
        was = by_text[row["of"]]
        assert row["text"] != row["of"]
        assert (row["label"], row["also"], row["hard"]) == (was["label"], was["also"], was["hard"])
        assert GoldRow.parse(row).label == row["label"]
        numbers = [[token for token in row[key].split() if token[0].isdigit()] for key in ("text", "of")]
        assert numbers[0] == numbers[1]
