"""Fitted numbers: weighed, turned into probabilities, kept in a file."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.calibration import (
    Belief,
    Calibration,
    Ranking,
    Weighing,
    load_calibration,
    log_odds_of_share,
    save_calibration,
)
from knowledge_base.errors import KnowledgeBaseError
from tests.unit.knowledge_base.samples import CALIBRATION

SHIPPED = Path(__file__).parents[3] / "knowledge_base" / "calibration.yml"


def test_round_trip(tmp_path: Path) -> None:
    save_calibration(CALIBRATION, tmp_path / "c.yml")
    assert load_calibration(tmp_path / "c.yml") == CALIBRATION


def test_shipped_numbers_make_sense() -> None:
    shipped = load_calibration(SHIPPED)
    assert min(shipped.ranking.weights) > 0
    assert 0 < shipped.thresholds.choice < shipped.thresholds.choices < 1
    assert shipped.thresholds.choices <= shipped.thresholds.answer < 1
    assert shipped.thresholds.lead > 1
    assert shipped.fits(shipped.fingerprints[0])
    assert not shipped.fits("another encoder")


def test_more_evidence_is_never_less_likely() -> None:
    weak, strong = [0.80, 0.80, 1.0, 0.2, 0.0], [0.95, 0.90, 3.0, 0.6, 0.8]
    alone = [float(CALIBRATION.probability(np.array([row]), 5)[0]) for row in (weak, strong)]
    assert alone[0] < alone[1]
    together = CALIBRATION.probability(np.array([weak, strong]), 5)
    twins = CALIBRATION.probability(np.array([strong, strong]), 5)
    assert together[1] > twins[1]  # a rival as good makes an article less likely


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_share_is_finite_and_keeps_the_order(ranks: list[float]) -> None:
    odds = log_odds_of_share(np.array(ranks))
    assert np.isfinite(odds).all()
    assert np.abs(odds).max(initial=0) <= 12 + 1e-6
    order = np.argsort(ranks, kind="stable")
    assert (np.diff(odds[order]) >= -1e-9).all()


@pytest.mark.parametrize("text", ["", "a: 1", "ranking: {question: x}", "[", "fingerprints: 1"])
def test_bad_files_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yml"
    path.write_text(text)
    with pytest.raises(KnowledgeBaseError, match=r"c\.yml: not a calibration"):
        load_calibration(path)
    with pytest.raises(KnowledgeBaseError, match="cannot be read"):
        load_calibration(tmp_path / "absent.yml")


def test_a_lead_in_probability_is_named() -> None:
    with pytest.raises(ValueError, match=r"at least 1, not 0\.15"):
        replace(CALIBRATION.thresholds, lead=0.15)


def test_nothing_found() -> None:
    nothing = np.empty((0, 5))
    assert Calibration.probability(CALIBRATION, nothing, 5).shape == (0,)


def test_a_base_without_example_questions_is_weighed_by_its_own_numbers(tmp_path: Path) -> None:
    bare = Weighing(Ranking(1.0, 2.0, 3.0, 4.0), Belief(-1.0, 1.0, 1.0, 1.0, 1.0, 1.0))
    both = replace(CALIBRATION, bare=bare)
    save_calibration(both, tmp_path / "c.yml")
    assert load_calibration(tmp_path / "c.yml") == both
    assert both.for_base(taught=True).ranking == CALIBRATION.ranking
    assert both.for_base(taught=False).ranking == bare.ranking
    assert both.for_base(taught=False).belief == bare.belief
    assert CALIBRATION.for_base(taught=False) == CALIBRATION


def test_a_foreign_question_is_weighed_by_its_own_numbers(tmp_path: Path) -> None:
    foreign = Weighing(Ranking(1.0, 2.0, 3.0, 4.0), Belief(-1.0, 1.0, 1.0, 1.0, 1.0, 1.0))
    both = replace(CALIBRATION, foreign=foreign)
    save_calibration(both, tmp_path / "c.yml")
    assert load_calibration(tmp_path / "c.yml") == both
    assert both.for_question(foreign=True).ranking == foreign.ranking
    assert both.for_question(foreign=True).belief == foreign.belief
    assert both.for_question(foreign=False) == both
    assert CALIBRATION.for_question(foreign=True) == CALIBRATION


def test_of_the_same_evidence_a_longer_question_may_be_surer() -> None:
    evidence = np.array([[0.8, 0.7, 1.0, 0.3, 0.2]])
    longer = replace(CALIBRATION, belief=replace(CALIBRATION.belief, length=0.5))
    assert longer.probability(evidence, 20)[0] > longer.probability(evidence, 3)[0]
    assert CALIBRATION.probability(evidence, 20)[0] == CALIBRATION.probability(evidence, 3)[0]
