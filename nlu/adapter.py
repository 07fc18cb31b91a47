"""What was learned on top of the encoder's weights: a low-rank change of some of its layers.

A weight W [out, in] becomes W + B A, with A [rank, in] and B [out, rank]. The file holds `NAME.A` and
`NAME.B` in half precision, NAME being a BertModel's, such as `encoder.layer.3.output.dense`. It is merged
when the encoder is built, so that it costs nothing afterwards. Learned by benchmarks/encoder_adapter.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.errors import WeightsError

Floats = NDArray[np.float32]
ADAPTER = Path(__file__).with_name("adapter.npz")


@dataclass(frozen=True)
class Change:
    """`down`: float32 [rank, in]; `up`: float32 [out, rank]."""

    down: Floats
    up: Floats

    def apply(self, weight: Floats) -> Floats:
        """The changed weight [out, in]. Raises WeightsError when it has another shape."""
        if weight.shape != (self.up.shape[0], self.down.shape[1]):
            raise WeightsError(
                f"the adapter is for a weight of {self.up.shape[0]} x {self.down.shape[1]}, this one is "
                f"{' x '.join(map(str, weight.shape))}: it was learned for another encoder"
            )
        # In double precision the products of halves and their sums are exact: every machine builds the same
        # encoder, and its fingerprint is the one that the search was fitted with.
        change = self.up.astype(np.float64) @ self.down.astype(np.float64)
        changed: Floats = (weight + change).astype(np.float32)
        return changed


def load_adapter(path: Path = ADAPTER) -> dict[str, Change]:
    """Changes by the name of the layer. Raises WeightsError that names the file and what is wrong."""
    try:
        with np.load(path, allow_pickle=False) as content:
            parts = {name: content[name].astype(np.float32) for name in content.files}
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({error.strerror}); restore the file") from error
    except ValueError as error:
        raise WeightsError(f"{path} is no adapter ({error}); restore the file") from error
    names = {name.rsplit(".", 1)[0] for name in parts}
    if set(parts) != {f"{name}.{end}" for name in names for end in "AB"}:
        raise WeightsError(f"{path} is no adapter (each layer needs A and B); restore the file")
    return {name: Change(parts[f"{name}.A"], parts[f"{name}.B"]) for name in sorted(names)}


def save_adapter(changes: Mapping[str, Change], path: Path = ADAPTER) -> None:
    """Write the changes in half precision: int8 weights are coarser."""
    parts = {}
    for name, change in changes.items():
        parts[f"{name}.A"] = change.down.astype(np.float16)
        parts[f"{name}.B"] = change.up.astype(np.float16)
    np.savez(path, **parts)
