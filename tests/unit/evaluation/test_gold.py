from pathlib import Path

import pytest

from evaluation.gold import GoldRow
from evaluation.lines import BadLine, read_lines

GOLD = Path(__file__).resolve().parents[3] / "evaluation" / "gold"


@pytest.mark.parametrize("half", ["tune", "test"])
def test_the_shipped_halves_are_good(half: str) -> None:
    lines = read_lines(GOLD / f"{half}.jsonl", GoldRow.parse)
    assert not lines.bad
    assert len(lines.rows) > 300


def test_no_topic_is_in_both_halves() -> None:
    tune, test = (
        {row.label for row in read_lines(GOLD / f"{half}.jsonl", GoldRow.parse).rows}
        for half in ("tune", "test")
    )
    assert {label for label in tune & test if not label.startswith("action:")} == {"none", "oos"}


def test_what_may_be_missing() -> None:
    row = GoldRow.parse({"text": "где", "label": "snils"})
    assert (row.also, row.hard, row.in_scope) == (frozenset(), False, True)
    assert not GoldRow.parse({"text": "где", "label": "oos"}).in_scope


@pytest.mark.parametrize(
    "fault", [{"also": "snils"}, {"also": [1]}, {"hard": "yes"}, {"label": "action:dance"}, {"label": None}]
)
def test_faults_are_named(fault: dict[str, object]) -> None:
    with pytest.raises(BadLine):
        GoldRow.parse({"text": "где", "label": "snils", **fault})
