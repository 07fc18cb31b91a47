"""The same floor for processors without AVX512-VNNI, which run the encoder in float32."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from benchmarks.search_quality import BASE, build_searcher, read_gold, read_questions
from dialogues.runtime.finding import CANDIDATES
from knowledge_base.calibration import load_calibration
from knowledge_base.decision import is_answer
from nlu.conversion import export_onnx
from nlu.encoder import Encoder
from otklik.settings import Settings

FIRST_RIGHT = 0.91
WRONG = 0.02  # of all questions, answered directly; actions are the classifier's


@pytest.fixture
def float32(tmp_path: Path) -> Encoder:
    """The default encoder as such a machine builds it."""
    directory = tmp_path / "encoder"
    shutil.copytree(Settings().encoder_path, directory, ignore=shutil.ignore_patterns("onnx"))
    export_onnx(directory, vnni=False)
    return Encoder.load(directory, threads=2)


@pytest.mark.timeout(600)
def test_the_search_is_as_good_in_float32(float32: Encoder) -> None:
    calibration = load_calibration(BASE / "calibration.yml")
    assert calibration.fits(float32.fingerprint)
    questions = read_questions(build_searcher(float32, calibration), float32, read_gold())
    first, wrong = [], 0
    for question in questions:
        evidence, right = question.example.evidence, question.example.is_right
        order = np.argsort(-calibration.rank(evidence))
        best = int(order[0])
        if question.is_topic:
            first.append(bool(right[best]))
        probability = calibration.probability(evidence, question.example.words)
        sure = is_answer(probability[order[:CANDIDATES]].tolist(), calibration.thresholds)
        wrong += bool(sure and not right[best] and not question.label.startswith("action:"))
    assert np.mean(first) >= FIRST_RIGHT
    assert wrong / len(questions) <= WRONG
