"""What the layers are given is evened out: the same results, better rounded."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from nlu.conversion import PLAIN_MODEL, VNNI_MODEL, export_onnx
from nlu.errors import WeightsError
from nlu.onnx_backend import OnnxBackend
from nlu.smoothing import Exponents, layer_of, load_smoothing, quantise, smooth
from nlu.weights import E5_SMALL

TEXTS = ["query: где мой паспорт", "passage: выплата", "query: а"]


@pytest.fixture
def plain(onnx_directory: Path, tmp_path: Path) -> Path:
    """A small encoder's float32 ONNX file, in a directory of its own."""
    directory = tmp_path / "encoder"
    shutil.copytree(onnx_directory, directory)
    return directory / "onnx" / PLAIN_MODEL


def layers_of(path: Path) -> dict[str, Any]:
    """Layers with weights, and the number of their inputs."""
    model: Any = onnx.load(path)
    weights = {values.name: values for values in model.graph.initializer}
    products = (node for node in model.graph.node if node.op_type == "MatMul")
    return {layer_of(node): weights[node.input[1]].dims[0] for node in products if node.input[1] in weights}


def exponents_for(path: Path, end: str | tuple[str, ...], power: Callable[[int], int]) -> Exponents:
    """Exponents for the layers whose names end so."""
    return {
        name: np.array([power(at) for at in range(inputs)], dtype=np.int8)
        for name, inputs in layers_of(path).items()
        if name.endswith(end)
    }


def embed(directory: Path, path: Path) -> Any:
    return OnnxBackend(directory, path, threads=1).embed(TEXTS)


def test_the_results_stay_to_the_last_bits(plain: Path) -> None:
    before = embed(plain.parent.parent, plain)
    model: Any = onnx.load(plain)
    ends = ("self.query", "self.key", "self.value", "output.dense", "intermediate.dense")
    exponents = exponents_for(plain, ends, lambda at: at % 5 - 2)
    assert exponents
    smooth(model, exponents)
    onnx.checker.check_model(model)
    onnx.save(model, plain)
    assert np.allclose(embed(plain.parent.parent, plain), before, atol=1e-6)


def test_layers_of_one_input_share_its_division(plain: Path) -> None:
    model: Any = onnx.load(plain)
    nodes = len(model.graph.node)
    exponents = exponents_for(
        plain, ("layer.0.attention.self.query", "layer.0.attention.self.key"), lambda _: 1
    )
    assert len(exponents) == 2
    smooth(model, exponents)
    assert len(model.graph.node) == nodes + 1
    query, key = exponents
    with pytest.raises(WeightsError, match="differs from a layer of the same input"):
        smooth(onnx.load(plain), {query: exponents[query], key: exponents[key] + np.int8(1)})


def test_another_encoders_are_refused(plain: Path) -> None:
    with pytest.raises(WeightsError, match=r"no encoder.layer.99.output.dense of 8 inputs"):
        smooth(onnx.load(plain), {"encoder.layer.99.output.dense": np.zeros(8, dtype=np.int8)})
    name = next(iter(layers_of(plain)))
    with pytest.raises(WeightsError, match=name):
        smooth(onnx.load(plain), {name: np.zeros(3, dtype=np.int8)})


def test_int8_keeps_more_of_an_uneven_input(plain: Path, tmp_path: Path) -> None:
    """A channel 512 times as large, its weights as much smaller: the same encoder, badly rounded."""
    directory, target = plain.parent.parent, tmp_path / "rounded.onnx"
    exact = embed(directory, plain)
    out = "encoder.layer.0.attention.output.dense"
    uneven: Any = onnx.load(plain)
    layers = {layer_of(node): node for node in uneven.graph.node}
    weights = {values.name: values for values in uneven.graph.initializer}
    bias = next(
        values for key, values in weights.items() if key.endswith("layer.0.attention.self.value.bias")
    )
    scale(weights[layers["encoder.layer.0.attention.self.value"].input[1]], np.s_[:, 0], 512)
    scale(bias, np.s_[0], 512)
    scale(weights[layers[out].input[1]], np.s_[0], 1 / 512)
    onnx.save(uneven, plain)
    assert np.allclose(embed(directory, plain), exact, atol=1e-5)

    errors = []
    content = plain.read_bytes()
    for first in (0, 9):
        plain.write_bytes(content)
        powers = np.zeros(layers_of(plain)[out], dtype=np.int8)
        powers[0] = first
        quantise(plain, target, {out: powers})
        errors.append(float(np.abs(embed(directory, target) - exact).mean()))
    assert errors[1] < errors[0] / 2


def scale(values: Any, where: Any, factor: float) -> None:
    array = numpy_helper.to_array(values).copy()
    array[where] *= factor
    values.CopyFrom(numpy_helper.from_array(array, values.name))


def test_the_quantisers_advice_is_not_passed_on(plain: Path, caplog: pytest.LogCaptureFixture) -> None:
    quantise(plain, plain.with_name(VNNI_MODEL), {})
    assert "pre-processing" not in caplog.text


def test_a_build_for_vnni_holds_the_rounded_file_alone(torch_directory: Path, tmp_path: Path) -> None:
    directory = tmp_path / "encoder"
    shutil.copytree(torch_directory, directory)
    export_onnx(directory, vnni=True)
    assert [path.name for path in (directory / "onnx").iterdir()] == [VNNI_MODEL]


def test_the_shipped_exponents() -> None:
    assert E5_SMALL.smoothing is not None
    exponents = load_smoothing(E5_SMALL.smoothing)
    assert len(exponents) == 12 * 5
    assert {len(powers) for powers in exponents.values()} == {384, 1536}
    assert max(abs(int(power)) for powers in exponents.values() for power in powers) < 16


def test_what_is_wrong_with_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"nothing.npz cannot be read"):
        load_smoothing(tmp_path / "nothing.npz")
    (tmp_path / "text.npz").write_text("text")
    with pytest.raises(WeightsError, match=r"text.npz holds no exponents"):
        load_smoothing(tmp_path / "text.npz")
