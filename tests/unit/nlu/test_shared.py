from pathlib import Path

import pytest

from nlu import shared
from nlu.errors import EncoderError
from nlu.shared import shared_encoder


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_encoders", {})


def test_one_encoder_serves_the_process(onnx_directory: Path) -> None:
    encoder = shared_encoder(str(onnx_directory))

    assert shared_encoder(str(onnx_directory)) is encoder
    assert shared_encoder() is encoder


def test_the_environment_names_the_encoder(onnx_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(shared.ENVIRONMENT_VARIABLE, str(onnx_directory))

    assert shared_encoder() is shared_encoder(str(onnx_directory))


def test_the_default_that_is_not_built_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(shared.ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(EncoderError, match=r"python -m nlu\.weights"):
        shared_encoder()
