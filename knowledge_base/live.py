"""The index of a long-running process: follows the database, serves the last good state meanwhile."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np
import psycopg
from numpy.typing import NDArray

from knowledge_base.calibration import Calibration
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.search import Hit, Lemmatise, Searcher
from knowledge_base.snapshot import load_snapshot, read_mark
from knowledge_base.store import NOTIFY_CHANNEL

logger = logging.getLogger(__name__)

POLL_SECONDS = 30.0  # a notification may be lost; a poll is not
SLICE_SECONDS = 0.5  # how long closing may have to wait
BACK_OFF_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)
CONNECTION = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": "-c statement_timeout=60000",
    "application_name": "otklik index",
}
CACHED_TEXTS = 200_000


@dataclass(frozen=True)
class LiveState:
    """For health checks."""

    passages: int
    missing: int  # passages without a vector: found by their words alone
    fingerprint: str
    calibrated: bool  # whether scores and thresholds were fitted with this encoder
    loaded_at: datetime | None  # None until the first load
    connected: bool  # whether changes are being followed


@dataclass(frozen=True)
class _Loaded:
    searcher: Searcher
    missing: int
    mark: tuple[object, ...]
    at: datetime


class LiveIndex:
    """Passages and vectors of one encoder, kept up to date by a daemon thread.

    Searching never waits for the database: until the first load nothing is found, afterwards the
    last good state answers.
    """

    def __init__(
        self,
        dsn: str,
        fingerprint: str,
        dimension: int,
        lemmatise: Lemmatise,
        calibration: Calibration,
        today: Callable[[], date],
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        """`dsn` of PostgreSQL, with or without a `+psycopg` in its scheme; `today` in citizens' time zone."""
        self._dsn = dsn.replace("postgresql+psycopg://", "postgresql://", 1)
        self._fingerprint, self._dimension = fingerprint, dimension
        # Lemmas of unchanged passages are not worked out again at every change.
        self._lemmatise = lru_cache(CACHED_TEXTS)(lemmatise)
        self._calibration = calibration
        self._today = today
        self._poll_seconds = poll_seconds
        self._loaded: _Loaded | None = None
        self._connected = False
        self._ready, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._follow, name="knowledge-base-index", daemon=True)

    def start(self, wait_seconds: float = 0.0) -> bool:
        """Begin to follow the database; True when the first load was done within `wait_seconds`."""
        self._thread.start()
        return self._ready.wait(wait_seconds)

    def close(self) -> None:
        """Stop following; what is loaded can still be searched."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10.0)

    def search(self, query_vector: NDArray[np.float32], query_text: str, k: int = 10) -> list[Hit]:
        """The `k` likeliest articles that hold today; nothing before the first load."""
        loaded = self._loaded  # one reference: a swap meanwhile does no harm
        return loaded.searcher.search(query_vector, query_text, self._today(), k) if loaded else []

    def shared(self, article: str, text: str) -> tuple[str, ...]:
        """Telling lemmas of `text` that the article (a slug) has too; none before the first load."""
        loaded = self._loaded
        return loaded.searcher.shared(article, text) if loaded else ()

    def state(self) -> LiveState:
        """What is loaded, since when, and whether changes are being followed."""
        loaded = self._loaded
        return LiveState(
            passages=len(loaded.searcher.passages) if loaded else 0,
            missing=loaded.missing if loaded else 0,
            fingerprint=self._fingerprint,
            calibrated=self._calibration.fits(self._fingerprint),
            loaded_at=loaded.at if loaded else None,
            connected=self._connected,
        )

    def _follow(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._dsn, autocommit=True, **CONNECTION) as connection:  # type: ignore[arg-type]
                    connection.execute(f"listen {NOTIFY_CHANNEL}")
                    self._reload(connection)  # after LISTEN: no change can fall between the two
                    self._connected, failures = True, 0
                    self._watch(connection)
            except Exception as error:  # the thread outlives whatever it meets
                self._connected = False
                wait = BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)]
                failures += 1
                known = isinstance(error, psycopg.Error | KnowledgeBaseError)
                logger.warning(
                    "The index is not up to date (%s); next try in %s s",
                    type(error).__name__,
                    wait,
                    exc_info=None if known else error,
                )
                self._stopping.wait(wait)
        self._connected = False

    def _watch(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        waited = 0.0
        while not self._stopping.is_set():
            changed = False
            for _ in connection.notifies(timeout=SLICE_SECONDS, stop_after=1):
                changed = True
            waited += SLICE_SECONDS
            if changed or waited >= self._poll_seconds:
                waited = 0.0
                self._reload(connection)

    def _reload(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        loaded = self._loaded
        if loaded and read_mark(connection, self._fingerprint) == loaded.mark:
            return
        known = _known(loaded.searcher) if loaded else {}
        snapshot = load_snapshot(connection, self._fingerprint, self._dimension, known)
        searcher = Searcher(snapshot.passages, snapshot.vectors, self._lemmatise, self._calibration)
        self._loaded = _Loaded(searcher, snapshot.missing, snapshot.mark, datetime.now(UTC))
        self._ready.set()
        logger.info(
            "The index holds %d passages, %d without a vector", len(snapshot.passages), snapshot.missing
        )


def _known(searcher: Searcher) -> dict[str, NDArray[np.float32]]:
    rows = zip(searcher.passages, searcher.vectors, strict=True)
    return {passage.text_hash: vector for passage, vector in rows if vector.any()}
