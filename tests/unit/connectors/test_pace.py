"""The pace of calls."""

from __future__ import annotations

import time

import pytest

from connectors.messenger import SendDelayed
from connectors.pace import Pace


async def test_a_burst_goes_at_once_and_then_evenly() -> None:
    pace = Pace(50, burst=3)
    begun = time.monotonic()
    for _ in range(3):
        await pace.wait()
    assert time.monotonic() - begun < 0.015
    for _ in range(5):
        await pace.wait()
    assert 0.09 < time.monotonic() - begun < 0.5


async def test_beyond_the_patience_it_says_how_long_to_wait() -> None:
    pace = Pace(1, patience=0.5)
    await pace.wait()
    with pytest.raises(SendDelayed) as told:
        await pace.wait()
    assert 0.5 < told.value.retry_after <= 1.0
