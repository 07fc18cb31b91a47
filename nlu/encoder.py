"""Sentence encoder: texts to unit vectors, with the prompts of each role, a cache and a fingerprint."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlu.backend import Backend, TorchBackend, Vectors
from nlu.errors import EncoderError
from nlu.onnx_backend import OnnxBackend, find_onnx

Vector = NDArray[np.float32]
CACHED_QUERIES = 4096  # 384 float32 each: 6 MB


class Encoder:
    """Turns queries and passages into unit float32 vectors; may be used from several threads."""

    def __init__(
        self, backend: Backend, prompts: Mapping[str, str], cached_queries: int = CACHED_QUERIES
    ) -> None:
        self.backend = backend
        self.prompts = dict(prompts)
        self._cache: OrderedDict[str, Vector] = OrderedDict()
        self._cached_queries = cached_queries
        self._lock = Lock()

    @classmethod
    def load(cls, name_or_path: str | Path, threads: int = 1) -> Self:
        """Load a SentenceTransformer by the path of its directory or by its hub name.

        A directory with a fitting `onnx/*.onnx` runs on onnxruntime, all else on PyTorch.
        Raises EncoderError that says what was looked for.
        """
        directory = Path(name_or_path)
        if directory.is_dir():
            if not (directory / "modules.json").is_file():
                raise EncoderError(
                    f"{directory} is no SentenceTransformer: it has no modules.json; build it again"
                )
            model = find_onnx(directory)
            if model is not None:
                return cls(OnnxBackend(directory, model, threads), read_prompts(directory))
        elif directory.is_absolute() or len(directory.parts) > 2 or str(name_or_path).startswith("."):
            raise EncoderError(
                f"No encoder at {directory}: build it with `python -m nlu.weights {directory}`"
            )
        backend = TorchBackend(str(name_or_path), threads)
        return cls(backend, dict(backend.model.prompts))

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.backend.dimension

    @cached_property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that change with anything that changes vectors: weights, backend, prompts."""
        parts = json.dumps([self.backend.kind, self.backend.digest(), sorted(self.prompts.items())])
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    def encode_query(self, text: str) -> Vector:
        """Return the vector of one query, float32 [dimension], length 1, read-only; cached by text."""
        with self._lock:
            known = self._cache.get(text)
            if known is not None:
                self._cache.move_to_end(text)
                return known
        vector: Vector = self._embed([text], "query")[0]
        vector.setflags(write=False)
        with self._lock:
            self._cache[text] = vector
            while len(self._cache) > self._cached_queries:
                self._cache.popitem(last=False)
        return vector

    def encode_queries(
        self, texts: Sequence[str], batch_size: int = 32, progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Return float32 [len(texts), dimension] of queries, past the cache. `progress`: (done, total)."""
        return self._encode(texts, "query", batch_size, progress)

    def encode_passages(
        self, texts: Sequence[str], batch_size: int = 32, progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Return float32 [len(texts), dimension] of passages. `progress` is told (done, total)."""
        return self._encode(texts, "passage", batch_size, progress)

    def _encode(
        self, texts: Sequence[str], role: str, batch_size: int, progress: Callable[[int, int], None] | None
    ) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), batch_size):
            end = min(start + batch_size, len(texts))
            vectors[start:end] = self._embed(texts[start:end], role)
            if progress is not None:
                progress(end, len(texts))
        return vectors

    def _embed(self, texts: Sequence[str], role: str) -> Vectors:
        prompt = self.prompts.get(role, "")
        try:
            return self.backend.embed([prompt + text for text in texts])
        except (RuntimeError, ValueError) as error:
            raise EncoderError(f"The encoder failed on {len(texts)} texts: {type(error).__name__}") from error


def read_prompts(directory: Path) -> dict[str, str]:
    """Return the prompts by role of a SentenceTransformer directory; empty if it names none."""
    path = directory / "config_sentence_transformers.json"
    try:
        return dict(json.loads(path.read_text()).get("prompts") or {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise EncoderError(f"Cannot read {path} ({error}); build the encoder again") from error
