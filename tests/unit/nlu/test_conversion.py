import json
from pathlib import Path

import numpy as np

from nlu.backend import TorchBackend
from nlu.conversion import build_tokenizer, tensor_names
from nlu.onnx_backend import OnnxBackend
from nlu.packed import read_packed
from tests.unit.nlu.tiny import PIECES, write_packed


def test_tokenizer_frames_the_text_and_follows_the_normalisation_table(tmp_path: Path) -> None:
    tokenizer = build_tokenizer(read_packed(write_packed(tmp_path / "tiny.bin")).pieces)

    assert tokenizer.encode("\x01да\u200b\u200bда").tokens == ["<s>", "▁", "д", "а", "▁", "д", "а", "</s>"]
    assert tokenizer.encode("и\u0306").tokens == ["<s>", "▁", "й", "</s>"]
    assert tokenizer.encode("W").tokens == ["<s>", "▁", "W", "</s>"]
    assert tokenizer.encode("W").ids[2] == PIECES.index("<unk>")


def test_every_tensor_of_a_layer_has_a_name_in_bert() -> None:
    names = tensor_names(12)

    assert len(names) == len(set(names.values())) == 5 + 12 * 16
    assert names["l11.oln.b"] == "encoder.layer.11.output.LayerNorm.bias"


def test_the_directory_says_its_prompts_and_holds_no_leftovers(torch_directory: Path) -> None:
    prompts = json.loads((torch_directory / "config_sentence_transformers.json").read_text())["prompts"]

    assert (prompts["query"], prompts["passage"]) == ("query: ", "passage: ")
    assert not (torch_directory / "bert").exists()


def test_pytorch_and_onnx_agree(onnx_directory: Path) -> None:
    texts = ["query: где паспорт?", "passage: " + "да " * 200]
    torch = TorchBackend(str(onnx_directory), threads=1).embed(texts)
    onnx = OnnxBackend(onnx_directory, onnx_directory / "onnx" / "model.onnx", threads=1).embed(texts)

    assert np.allclose(np.sum(torch * onnx, axis=1), 1.0, atol=1e-5)
