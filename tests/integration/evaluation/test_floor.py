"""A floor under the quality reached, a margin for noise below the figures of docs/quality.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.gold import GoldRow
from evaluation.judging import Judged, summarise
from evaluation.lines import read_lines
from evaluation.turns import ask_all
from tests.support.rasa_server import Engine

GOLD = Path(__file__).resolve().parents[3] / "evaluation" / "gold"
FLOORS = {
    "tune": (
        {"accuracy_in_scope": 0.94, "accuracy_strict": 0.79, "refused_oos": 0.95},
        {"choices_share": 0.16, "confident_wrong": 0.02},
    ),
    "english": (
        {"accuracy_in_scope": 0.87, "accuracy_strict": 0.75, "refused_oos": 0.70},
        {"choices_share": 0.22, "confident_wrong": 0.05},
    ),
    "translit": (
        {"accuracy_in_scope": 0.92, "accuracy_strict": 0.78, "refused_oos": 0.70},
        {"choices_share": 0.18, "confident_wrong": 0.03},
    ),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", FLOORS)
def test_answers_are_as_good_as_they_were(real_engine: Engine, name: str) -> None:
    at_least, at_most = FLOORS[name]
    rows = read_lines(GOLD / f"{name}.jsonl", GoldRow.parse).rows
    given = ask_all([row.text for row in rows], real_engine.rasa_url)
    figures = summarise([Judged(row, one) for row, one in zip(rows, given, strict=True)])
    assert "failed" not in figures["outcomes"]
    low = {key: figures[key] for key, floor in at_least.items() if figures[key] < floor}
    high = {key: figures[key] for key, ceiling in at_most.items() if figures[key] > ceiling}
    assert not low
    assert not high
