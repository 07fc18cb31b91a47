import json
from pathlib import Path

import pytest

from nlu import shared
from nlu.measuring import candidates, main, read_examples
from tests.unit.nlu.test_classifier import LABELS, TEXTS


@pytest.fixture
def examples(onnx_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shared, "_encoders", {})
    monkeypatch.setenv(shared.ENVIRONMENT_VARIABLE, str(onnx_directory))
    path = tmp_path / "examples.jsonl"
    rows = [json.dumps({"text": text, "label": label}) for text, label in zip(TEXTS, LABELS, strict=True)]
    path.write_text("\n".join(rows) + "\n")
    return path


def test_examples_are_normalised_and_embedded(examples: Path) -> None:
    read = read_examples(examples)

    assert read.labels == LABELS
    assert read.messages.vectors.shape == (len(TEXTS), 32)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_each_candidate_has_a_line(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(examples), str(examples)]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert len(lines) == 2 + len(list(candidates()))
    assert all(0 <= float(line.split()[0]) <= 1 for line in lines[1:])
