"""How fast and how exact the index is as it grows: `python -m benchmarks.search_scale [SIZE...]`.

Vectors are synthetic but shaped like those of the shipped articles by the default encoder: mean cosine
0.87 within an article (of 18 passages), 0.84 between articles, 0.90 between a question and its nearest
passage. Their noise fills all 384 dimensions, which real texts do not: a hard case.
"""

import argparse
import resource
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.index import VectorIndex

DIMENSION = 384
PASSAGES_PER_ARTICLE = 18
GROUPS = 40
NEIGHBOURS = 10
Vectors = NDArray[np.float32]


def make_vectors(count: int, queries: int, seed: int = 0) -> tuple[Vectors, Vectors]:
    """Unit vectors [count, DIMENSION] and queries [queries, DIMENSION]."""
    random = np.random.default_rng(seed)

    def noise(rows: int) -> Vectors:
        values: Vectors = random.standard_normal((rows, DIMENSION), dtype=np.float32)
        return values / np.float32(np.sqrt(DIMENSION))

    articles = -(-count // PASSAGES_PER_ARTICLE)
    groups = noise(1) * 2.0 + noise(GROUPS) * 0.33
    centres = groups[random.integers(0, GROUPS, articles)] + noise(articles) * 0.38
    rows = np.repeat(centres, PASSAGES_PER_ARTICLE, axis=0)[:count] + noise(count) * 0.78
    asked = rows[random.integers(0, count, queries)] + noise(queries) * 1.07
    return unit(rows), unit(asked)


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1."""
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


@dataclass(frozen=True)
class Scale:
    """What an index of `count` vectors takes: milliseconds, seconds, MB; `recall` of the exact answer."""

    count: int
    exact: bool
    recall: float
    p50: float
    p99: float
    built: float
    memory: float

    def __str__(self) -> str:
        """One line of figures."""
        kind = "exact" if self.exact else "4-bit codes"
        return (
            f"{self.count:>8,} x {DIMENSION}  {kind:<12} recall@{NEIGHBOURS} {self.recall:.4f}  "
            f"p50 {self.p50:.2f} ms  p99 {self.p99:.2f} ms  "
            f"built in {self.built:.1f} s  +{self.memory:.0f} MB"
        )


def measure(count: int, queries: int) -> Scale:
    """Build, ask, compare with the exact answer."""
    vectors, asked = make_vectors(count, queries)
    before = resident_mb()
    started = time.perf_counter()
    index = VectorIndex(vectors)
    built = time.perf_counter() - started
    memory = resident_mb() - before
    exact = np.argpartition(-(asked @ vectors.T), NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    index.nearest(asked[0], NEIGHBOURS)
    times, found = [], 0
    for query, wanted in zip(asked, exact, strict=True):
        started = time.perf_counter()
        rows = index.nearest(query, NEIGHBOURS)
        times.append(time.perf_counter() - started)
        found += len(set(rows.tolist()) & set(wanted.tolist()))
    recall = found / (queries * NEIGHBOURS)
    p50, p99 = np.percentile(np.array(times) * 1000, [50, 99])
    return Scale(count, index.exact, recall, float(p50), float(p99), built, memory)


def resident_mb() -> float:
    """Memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Speed, recall and memory of the index by size.")
    parser.add_argument("sizes", nargs="*", type=int, default=[2_000, 20_000, 100_000])
    parser.add_argument("--queries", type=int, default=300)
    options = parser.parse_args()
    for count in options.sizes:
        print(measure(count, options.queries), flush=True)


if __name__ == "__main__":
    main()
