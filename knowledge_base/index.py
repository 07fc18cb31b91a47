"""Nearest vectors by FAISS, the only module that knows it: exact while small, a graph when large."""

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge_base.errors import SearchError

# Below this an exact search takes under 3 ms on one thread, see benchmarks/search_scale.py.
EXACT_LIMIT = 20_000
# Of the graph above it: measured for recall@10 >= 0.99 at 100,000 x 384.
NEIGHBOURS = 32
BUILD_BEAM = 80
SEARCH_BEAM = 128

Vectors = NDArray[np.float32]


class VectorIndex:
    """Unit vectors searched by cosine."""

    def __init__(self, vectors: Vectors, exact_limit: int = EXACT_LIMIT) -> None:
        """`vectors`: float32 [n, dimension] of length 1; a row of zeros is never near anything."""
        if vectors.ndim != 2 or vectors.dtype != np.float32:
            raise SearchError(f"vectors must be float32 [n, dimension], not {vectors.dtype} {vectors.shape}")
        self.size, self.dimension = vectors.shape
        if self.size <= exact_limit:
            self._index = faiss.IndexFlatIP(max(self.dimension, 1))
            storage = self._index
        else:
            self._index = faiss.IndexHNSWFlat(self.dimension, NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
            self._index.hnsw.efConstruction = BUILD_BEAM
            self._index.hnsw.efSearch = SEARCH_BEAM
            storage = None
        if self.size:
            self._index.add(np.ascontiguousarray(vectors))
        # FAISS keeps the vectors; a view of its memory saves a second copy (154 MB at 100,000).
        flat = storage if storage is not None else faiss.downcast_index(self._index.storage)
        self.vectors: Vectors = (
            faiss.rev_swig_ptr(flat.get_xb(), self.size * self.dimension).reshape(self.size, self.dimension)
            if self.size
            else vectors
        )

    def nearest(self, query: Vectors, k: int) -> NDArray[np.int64]:
        """Row numbers of the `k` nearest to one unit vector [dimension], nearest first."""
        if query.shape != (self.dimension,):
            raise SearchError(
                f"the query vector has shape {query.shape}, the index holds vectors of {self.dimension}: "
                "another encoder computed one of them"
            )
        if not self.size:
            return np.empty(0, dtype=np.int64)
        wanted = min(k, self.size)
        query = np.ascontiguousarray(query[None], dtype=np.float32)
        if isinstance(self._index, faiss.IndexHNSW):
            # A beam narrower than what is asked for would return less than asked.
            settings = faiss.SearchParametersHNSW(efSearch=max(SEARCH_BEAM, wanted))
            _, rows = self._index.search(query, wanted, params=settings)
        else:
            _, rows = self._index.search(query, wanted)
        found: NDArray[np.int64] = rows[0][rows[0] >= 0]
        return found
