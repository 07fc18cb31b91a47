"""Evens out what the layers of an encoder are given before it is rounded to int8.

A few channels of a layer's input are many times as large as the rest, and int8 has 256 steps for all of
them. Each channel is divided by a power of two and the layer's weights are multiplied by it: the same result,
rounded better (SmoothQuant, Xiao and others 2023). Measured by benchmarks/smoothing.py.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.errors import WeightsError

Exponents = Mapping[str, NDArray[np.int8]]
"""By the name of a layer (a BertModel's, such as `encoder.layer.3.output.dense`): int8 [inputs]."""

SMOOTHING = Path(__file__).with_name("smoothing.npz")


def load_smoothing(path: Path = SMOOTHING) -> dict[str, NDArray[np.int8]]:
    """Exponents by layer. Raises WeightsError that names the file and what is wrong."""
    try:
        with np.load(path, allow_pickle=False) as content:
            return {name: content[name].astype(np.int8) for name in sorted(content.files)}
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({error.strerror}); restore the file") from error
    except ValueError as error:
        raise WeightsError(f"{path} holds no exponents ({error}); restore the file") from error


def quantise(plain: Path, target: Path, exponents: Exponents) -> None:
    """Write the float32 ONNX file `plain` as int8 to `target`, its layers smoothed.

    Raises WeightsError when the exponents are for another encoder.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model: Any = onnx.load(plain)
    smooth(model, exponents)
    with _no_advice():
        quantize_dynamic(
            model,
            target,
            op_types_to_quantize=["MatMul", "Gather"],
            nodes_to_exclude=[node.name for node in _products(model)],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )


def smooth(model: Any, exponents: Exponents) -> None:
    """Change an ONNX model in place; layers that share an input share the division of it."""
    from onnx import helper, numpy_helper

    weights = {values.name: values for values in model.graph.initializer}
    layers = {layer_of(node): node for node in model.graph.node if node.op_type == "MatMul"}
    divided: dict[str, tuple[Any, NDArray[np.int8]]] = {}
    for name, powers in exponents.items():
        node = layers.get(name)
        stored = weights.get(node.input[1]) if node is not None else None
        if node is None or stored is None or stored.dims[0] != len(powers):
            raise WeightsError(
                f"the smoothing is for another encoder: it has no {name} of {len(powers)} inputs"
            )
        given = node.input[0]
        known = divided.get(given)
        if known is None:
            divisor = numpy_helper.from_array(np.exp2(-powers.astype(np.float32)), f"{given}/divisor")
            model.graph.initializer.append(divisor)
            division = helper.make_node("Mul", [given, divisor.name], [f"{given}/even"], name=f"{given}/Even")
            divided[given] = (division, powers)
        elif not np.array_equal(known[1], powers):
            raise WeightsError(f"the smoothing is no good: {name} differs from a layer of the same input")
        node.input[0] = f"{given}/even"
        scaled = numpy_helper.to_array(stored) * np.exp2(powers.astype(np.float32))[:, None]
        stored.CopyFrom(numpy_helper.from_array(scaled, stored.name))
    _insert(model, {given: division for given, (division, _) in divided.items()})


def layer_of(node: Any) -> str:
    """The name of the layer whose product an exported node is."""
    return str(node.name).removesuffix("/MatMul").strip("/").replace("/", ".")


def _insert(model: Any, after: dict[str, Any]) -> None:
    """Put each node behind the one that makes its input: ONNX wants them in their order."""
    nodes = []
    for node in model.graph.node:
        nodes.append(node)
        nodes += [after[made] for made in node.output if made in after]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def _products(model: Any) -> Iterator[Any]:
    """Products of two computed matrices (attention), which int8 makes no faster."""
    weights = {values.name for values in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] not in weights:
            yield node


@contextmanager
def _no_advice() -> Iterator[None]:
    """Without the quantiser's advice, which it gives on the root logger whatever is done."""
    root = logging.getLogger()
    root.addFilter(_is_no_advice)
    try:
        yield
    finally:
        root.removeFilter(_is_no_advice)


def _is_no_advice(record: logging.LogRecord) -> bool:
    return "pre-processing before quantization" not in record.getMessage()
