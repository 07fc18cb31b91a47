from pathlib import Path

import numpy as np
import pytest

from nlu.backend import TorchBackend
from nlu.errors import EncoderError


def test_vectors_are_unit_float32(torch_directory: Path) -> None:
    backend = TorchBackend(str(torch_directory), threads=1)
    vectors = backend.embed(["query: да", "query: нет, спасибо"])

    assert vectors.dtype == np.float32
    assert vectors.shape == (2, backend.dimension) == (2, 32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_prompt_is_added_behind_the_callers_back(torch_directory: Path) -> None:
    backend = TorchBackend(str(torch_directory), threads=1)

    assert not np.allclose(backend.embed(["да"]), backend.embed(["query: да"]), atol=1e-3)


def test_the_digest_is_that_of_the_weights(torch_directory: Path) -> None:
    assert TorchBackend(str(torch_directory), 1).digest() == TorchBackend(str(torch_directory), 1).digest()


def test_a_model_that_cannot_be_had_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    with pytest.raises(EncoderError, match=r"nobody/no-such-encoder.*give a"):
        TorchBackend("nobody/no-such-encoder", threads=1)
