"""A low-rank change of an encoder's layers."""

from pathlib import Path

import numpy as np
import pytest

from nlu.adapter import ADAPTER, Change, load_adapter, save_adapter
from nlu.conversion import build_bert
from nlu.errors import WeightsError
from nlu.packed import read_packed
from tests.unit.nlu.tiny import HIDDEN, write_packed

LAYER = "encoder.layer.0.attention.output.dense"


def _change(rank: int = 2, size: int = HIDDEN) -> Change:
    random = np.random.default_rng(1)
    return Change(
        random.normal(size=(rank, size)).astype(np.float32),
        random.normal(size=(size, rank)).astype(np.float32),
    )


def test_is_kept_in_half_precision(tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    change = _change()
    save_adapter({LAYER: change}, path)

    read = load_adapter(path)[LAYER]

    assert read.down.dtype == np.float32
    np.testing.assert_allclose(read.down, change.down, atol=2e-3)
    np.testing.assert_allclose(read.up, change.up, atol=2e-3)


def test_is_merged_into_its_layer_alone(tmp_path: Path) -> None:
    packed, change = read_packed(write_packed(tmp_path / "tiny.bin")), _change()
    plain, changed = build_bert(packed).state_dict(), build_bert(packed, {LAYER: change}).state_dict()

    for name, values in plain.items():
        expected = values.numpy()
        if name == f"{LAYER}.weight":
            exactly = change.up.astype(np.float64) @ change.down.astype(np.float64)
            expected = (expected.astype(np.float64) + exactly).astype(np.float32)
        np.testing.assert_array_equal(changed[name].numpy(), expected)


def test_what_does_not_fit_is_named(tmp_path: Path) -> None:
    packed = read_packed(write_packed(tmp_path / "tiny.bin"))
    with pytest.raises(WeightsError, match="learned for another encoder"):
        build_bert(packed, {LAYER: _change(size=HIDDEN * 2)})
    with pytest.raises(WeightsError, match=r"encoder\.layer\.7\.output\.dense, which"):
        build_bert(packed, {"encoder.layer.7.output.dense": _change()})


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    with pytest.raises(WeightsError, match="cannot be read"):
        load_adapter(path)
    path.write_bytes(b"nothing")
    with pytest.raises(WeightsError, match="is no adapter"):
        load_adapter(path)
    np.savez(path, **{f"{LAYER}.A": np.zeros((2, 2))})
    with pytest.raises(WeightsError, match="needs A and B"):
        load_adapter(path)


def test_the_shipped_one_is_for_the_default_encoder() -> None:
    changes = load_adapter(ADAPTER)
    assert changes
    for name, change in changes.items():
        width = 1536 if name.endswith(".intermediate.dense") else 384
        depth = 1536 if name.endswith("output.dense") and "attention" not in name else 384
        assert np.isfinite(change.apply(np.zeros((width, depth), np.float32))).all()
