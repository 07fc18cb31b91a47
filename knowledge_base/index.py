"""Nearest vectors by FAISS, which no other module knows: exact while small, by short codes when large."""

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge_base.errors import SearchError

# Up to here an exact scan takes about 2 ms on one thread, see benchmarks/search_scale.py.
EXACT_LIMIT = 20_000
# Above it all vectors are scanned as codes of 4 bits a dimension, and the best few by their codes are
# compared exactly. Chosen by measurement over HNSW and IVF, see docs/adr/0003-search.md.
CODE_BITS = 4
TAUGHT_BY = 20_000  # vectors that the codes are learned from
RESCORED_LEAST = 256
RESCORED_FACTOR = 4

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64] | slice


class VectorIndex:
    """Unit vectors searched by cosine."""

    def __init__(self, vectors: Vectors, exact_limit: int = EXACT_LIMIT) -> None:
        """`vectors`: float32 [n, dimension] of length 1; a row of zeros is never near anything."""
        if vectors.ndim != 2 or vectors.dtype != np.float32:
            raise SearchError(f"vectors must be float32 [n, dimension], not {vectors.dtype} {vectors.shape}")
        _use_one_thread()
        self.size, self.dimension = vectors.shape
        self.exact = self.size <= exact_limit
        self.vectors = np.ascontiguousarray(vectors)
        if self.exact:
            self._index = faiss.IndexFlatIP(max(self.dimension, 1))
        else:
            self._index = faiss.IndexPQFastScan(
                self.dimension, self.dimension, CODE_BITS, faiss.METRIC_INNER_PRODUCT
            )
            self._index.train(self.vectors[:: max(1, self.size // TAUGHT_BY)])
        if self.size:
            self._index.add(self.vectors)
        if self.exact and self.size:
            # FAISS has taken a copy; its memory is looked at instead of keeping two.
            memory = faiss.rev_swig_ptr(self._index.get_xb(), self.size * self.dimension)
            self.vectors = np.asarray(_Held(memory.reshape(self.size, self.dimension), self._index))

    def nearest(self, query: Vectors, k: int) -> NDArray[np.int64]:
        """Row numbers of the `k` nearest to one unit vector [dimension], nearest first."""
        if query.shape != (self.dimension,):
            raise SearchError(
                f"the query vector has shape {query.shape}, the index holds vectors of {self.dimension}: "
                "another encoder computed one of them"
            )
        if not self.size:
            return np.empty(0, dtype=np.int64)
        _use_one_thread()
        reach = k if self.exact else max(k * RESCORED_FACTOR, RESCORED_LEAST)
        asked = np.ascontiguousarray(query[None], dtype=np.float32)
        _, found = self._index.search(asked, min(reach, self.size))
        rows: NDArray[np.int64] = found[0][found[0] >= 0]
        if not self.exact:
            rows = rows[np.argsort(-(self.vectors[rows] @ query), kind="stable")[:k]]
        return rows

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """Cosines of `rows` with one unit vector [dimension], float32 [len(rows)]."""
        cosines: Vectors = self.vectors[rows] @ query
        return cosines


class _Held:
    """Memory of an index that keeps the index alive: an array over it alone would outlive what it shows."""

    def __init__(self, memory: Vectors, owner: object) -> None:
        self.__array_interface__ = memory.__array_interface__
        self._owner = owner


def _use_one_thread() -> None:
    """Keep OpenMP from spinning a second thread: on a busy machine it made a build of 5 s take 68 s.

    The setting belongs to the calling thread, and a scan is short.
    """
    faiss.omp_set_num_threads(1)
