import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from nlu.errors import EncoderError
from nlu.onnx_backend import OnnxBackend, find_onnx, read_pooling
from tests.unit.nlu.tiny import POSITIONS


@pytest.fixture
def directory(onnx_directory: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    shutil.copytree(onnx_directory, tmp_path / "encoder")
    return tmp_path / "encoder"


def load(directory: Path) -> OnnxBackend:
    return OnnxBackend(directory, directory / "onnx" / "model.onnx", threads=1)


def test_the_plain_model_is_found(directory: Path) -> None:
    assert find_onnx(directory) == directory / "onnx" / "model.onnx"


@pytest.mark.parametrize(("vnni", "chosen"), [(True, "model_qint8_avx512_vnni.onnx"), (False, "model.onnx")])
def test_int8_runs_only_where_the_processor_can(
    directory: Path, monkeypatch: pytest.MonkeyPatch, vnni: bool, chosen: str
) -> None:
    (directory / "onnx" / "model_qint8_avx512_vnni.onnx").touch()
    monkeypatch.setattr("nlu.onnx_backend.has_vnni", lambda: vnni)

    found = find_onnx(directory)

    assert found is not None
    assert found.name == chosen


def test_modules_it_does_not_know_are_left_to_pytorch(directory: Path) -> None:
    modules = json.loads((directory / "modules.json").read_text())
    modules.append({"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"})
    (directory / "modules.json").write_text(json.dumps(modules))

    assert find_onnx(directory) is None


@pytest.mark.parametrize(
    ("config", "pooling"),
    [
        ({"pooling_mode": "mean"}, "mean"),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}, "mean"),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, "cls"),
        ({"pooling_mode_max_tokens": True, "pooling_mode_mean_tokens": True}, "several"),
    ],
)
def test_pooling_is_read_in_the_old_and_the_new_form(
    directory: Path, config: dict[str, object], pooling: str
) -> None:
    (directory / "1_Pooling" / "config.json").write_text(json.dumps(config))

    assert read_pooling(directory) == pooling


def test_a_vector_does_not_depend_on_its_neighbours(directory: Path) -> None:
    backend = load(directory)
    together = backend.embed(["query: да", "query: " + "длинный вопрос " * 10])

    assert np.array_equal(together[0], backend.embed(["query: да"])[0])


def test_long_texts_are_cut_to_the_window(directory: Path) -> None:
    assert len(load(directory).token_ids("да " * 10_000)) == POSITIONS


def test_an_empty_text_has_a_vector(directory: Path) -> None:
    assert np.isclose(np.linalg.norm(load(directory).embed([""])[0]), 1.0, atol=1e-5)


def test_a_damaged_model_is_named_with_the_remedy(directory: Path) -> None:
    (directory / "onnx" / "model.onnx").write_bytes(b"not a model")

    with pytest.raises(EncoderError, match=r"Cannot load .*model\.onnx.* build it again"):
        load(directory)


def test_the_digest_changes_with_the_weights(directory: Path) -> None:
    before = load(directory).digest()
    tokenizer = directory / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text() + "\n")

    assert load(directory).digest() != before
