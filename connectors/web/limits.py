"""Limits by conversation, never by address: thousands of citizens may share one carrier's address."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass


@dataclass
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """A token bucket for each key, in this process's memory.

    `capacity` actions at once, refilled evenly over `seconds`. The longest unused keys beyond `max_keys`
    are forgotten, so that the memory is bounded. Several gateways each allow the whole rate.
    """

    def __init__(
        self,
        capacity: int,
        seconds: float,
        *,
        max_keys: int = 50_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._capacity = float(capacity)
        self._rate = capacity / seconds
        self._max_keys = max_keys
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def take(self, key: Hashable) -> float:
        """Take one action. Returns 0, or the seconds to wait when there is none left."""
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(self._capacity, now)
        bucket.tokens = min(self._capacity, bucket.tokens + (now - bucket.at) * self._rate)
        bucket.at = now
        self._buckets[key] = bucket
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
        # A whole token less what floating point loses over many small refills.
        if bucket.tokens < 1 - 1e-9:
            return (1 - bucket.tokens) / self._rate
        bucket.tokens = max(0.0, bucket.tokens - 1)
        return 0.0
