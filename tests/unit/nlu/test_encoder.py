import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from nlu.backend import TorchBackend
from nlu.encoder import Encoder
from nlu.errors import EncoderError
from nlu.onnx_backend import OnnxBackend
from nlu.weights import DEFAULT_TARGET


def test_a_query_is_a_read_only_unit_vector(encoder: Encoder) -> None:
    vector = encoder.encode_query("где паспорт")

    assert vector.dtype == np.float32
    assert vector.shape == (encoder.dimension,)
    assert np.isclose(np.linalg.norm(vector), 1.0, atol=1e-5)
    assert not vector.flags.writeable


def test_prompts_differ_by_role(encoder: Encoder) -> None:
    assert not np.allclose(encoder.encode_queries(["да"]), encoder.encode_passages(["да"]), atol=1e-3)
    assert np.allclose(encoder.encode_queries(["да"])[0], encoder.encode_query("да"))


def test_repeated_queries_come_from_the_cache_and_the_oldest_leave_it(onnx_directory: Path) -> None:
    loaded = Encoder.load(onnx_directory)
    encoder = Encoder(loaded.backend, loaded.prompts, cached_queries=2)
    first = encoder.encode_query("раз")

    assert encoder.encode_query("раз") is first
    encoder.encode_query("два")
    encoder.encode_query("три")
    assert encoder.encode_query("раз") is not first


def test_batches_report_progress(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    vectors = encoder.encode_passages(list("абвгд"), batch_size=2, progress=lambda *step: seen.append(step))

    assert vectors.shape == (5, encoder.dimension)
    assert seen == [(2, 5), (4, 5), (5, 5)]


def test_nothing_to_encode_is_an_empty_matrix(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


def test_threads_get_the_same_vectors(encoder: Encoder) -> None:
    texts = [f"вопрос {number % 7}" for number in range(70)]
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(encoder.encode_query, texts))

    assert all(
        np.allclose(vector, encoder.encode_query(text)) for vector, text in zip(vectors, texts, strict=True)
    )


def test_backend_follows_what_the_directory_holds(onnx_directory: Path, torch_directory: Path) -> None:
    fast, general = Encoder.load(onnx_directory), Encoder.load(torch_directory)

    assert isinstance(fast.backend, OnnxBackend)
    assert isinstance(general.backend, TorchBackend)
    assert np.allclose(fast.encode_query("да"), general.encode_query("да"), atol=1e-4)


def test_fingerprint_tells_weights_backend_and_prompts_apart(
    onnx_directory: Path, torch_directory: Path, tmp_path: Path
) -> None:
    shutil.copytree(onnx_directory, tmp_path / "other")
    path = tmp_path / "other" / "config_sentence_transformers.json"
    config = json.loads(path.read_text())
    config["prompts"]["query"] = "вопрос: "
    path.write_text(json.dumps(config))
    same, again, torch, prompted = (
        Encoder.load(place).fingerprint
        for place in (onnx_directory, onnx_directory, torch_directory, tmp_path / "other")
    )

    assert same == again
    assert len({same, torch, prompted}) == 3


@pytest.mark.parametrize("name", [".data/nowhere", "/no/such/place", "a/b/c"])
def test_a_missing_path_is_not_looked_for_on_a_hub(name: str) -> None:
    with pytest.raises(EncoderError, match=r"No encoder at .*: build it with `python -m nlu\.weights"):
        Encoder.load(name)


def test_a_directory_that_is_no_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"no modules\.json"):
        Encoder.load(tmp_path)


def test_broken_prompts_are_named(onnx_directory: Path, tmp_path: Path) -> None:
    shutil.copytree(onnx_directory, tmp_path / "broken")
    (tmp_path / "broken" / "config_sentence_transformers.json").write_text("{")

    with pytest.raises(EncoderError, match=r"config_sentence_transformers\.json"):
        Encoder.load(tmp_path / "broken")


def test_the_default_encoder_reads_russian_as_it_was_trained_to() -> None:
    """Token ids as in the weights' own engine; transformers' warning about the tokenizer is a false alarm."""
    encoder = Encoder.load(DEFAULT_TARGET)
    assert isinstance(encoder.backend, OnnxBackend)

    assert encoder.backend.token_ids("query: где мое заявление") == [0, 41, 1294, 12, 4851, 75702, 62415, 2]
    assert encoder.backend.token_ids("query: как записать ребёнка в детский сад?") == [
        *[0, 41, 1294, 12, 819, 61, 149330, 199542, 49, 47874, 312, 26153, 32, 2]
    ]
    query = encoder.encode_query("когда дают паспорт")
    near, far = encoder.encode_passages(["Паспорт выдаётся в 14 лет.", "Сегодня хорошая погода."]) @ query
    assert near > far + 0.05
