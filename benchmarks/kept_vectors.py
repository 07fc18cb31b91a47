"""Vectors kept in a file between runs: a base of articles is encoded once for many a measurement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.encoder import Encoder

Vectors = NDArray[np.float32]


class KeptVectors(Encoder):
    """An encoder that computes only what no earlier run asked for; another encoder has another file."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        super().__init__(encoder.backend, encoder.prompts)
        self._path = folder / f"{encoder.fingerprint}.npz"
        self._held: dict[str, Vectors] = {}
        if self._path.is_file():
            with np.load(self._path) as held:
                self._held = dict(zip(held["keys"].tolist(), held["vectors"], strict=True))

    def _encode(
        self, texts: Sequence[str], role: str, batch_size: int, progress: Callable[[int, int], None] | None
    ) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if f"{role}: {text}" not in self._held]
        if new:
            made = super()._encode(new, role, batch_size, progress)
            self._held |= {f"{role}: {text}": row for text, row in zip(new, made, strict=True)}
            self._path.parent.mkdir(parents=True, exist_ok=True)
            keys, vectors = np.array(list(self._held)), np.stack(list(self._held.values()))
            np.savez(self._path, keys=keys, vectors=vectors)
        return np.stack([self._held[f"{role}: {text}"] for text in texts])
