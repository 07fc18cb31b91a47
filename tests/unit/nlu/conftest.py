"""A tiny real encoder, converted and exported once a run."""

from pathlib import Path

import pytest

from nlu.conversion import convert_packed, export_onnx
from nlu.encoder import Encoder
from tests.unit.nlu.tiny import write_packed


@pytest.fixture(scope="session")
def torch_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SentenceTransformer directory without ONNX."""
    place = tmp_path_factory.mktemp("tiny")
    target = place / "torch"
    target.mkdir()
    convert_packed(write_packed(place / "tiny.bin"), target)
    return target


@pytest.fixture(scope="session")
def onnx_directory(torch_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with ONNX in float32."""
    import shutil

    target = tmp_path_factory.mktemp("tiny") / "onnx"
    shutil.copytree(torch_directory, target)
    export_onnx(target, vnni=False)
    return target


@pytest.fixture
def encoder(onnx_directory: Path) -> Encoder:
    """The tiny encoder on onnxruntime, its cache empty."""
    return Encoder.load(onnx_directory)
