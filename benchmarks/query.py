"""The search alone, in one process: normal form, encoder without its cache, search over the articles."""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.figures import percentile
from dialogues.runtime.index import citizens_today
from knowledge_base.calibration import load_calibration
from knowledge_base.live import LiveIndex
from nlu.encoder import Encoder
from nlu.text import normalise
from nlu.words import lemmas
from otklik.settings import ROOT

LOAD_SECONDS = 60.0


def measure_query(url: str, encoder_path: str, texts: Sequence[str]) -> float:
    """Milliseconds of one question at the median, over the articles of the database at `url`."""
    encoder = Encoder.load(encoder_path, threads=1)
    index = LiveIndex(
        url,
        encoder.fingerprint,
        encoder.dimension,
        lemmas,
        load_calibration(ROOT / "knowledge_base" / "calibration.yml"),
        citizens_today,
    )
    if not index.start(LOAD_SECONDS):
        raise TimeoutError(f"the articles were not loaded within {LOAD_SECONDS:.0f} s")
    times = []
    for text in texts:
        began = time.perf_counter()
        normal = normalise(text).text
        index.search(encoder.encode_queries([normal])[0], normal, k=5)
        times.append((time.perf_counter() - began) * 1000)
    index.close()
    return percentile(times, 50)
