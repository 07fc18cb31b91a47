"""A rate limit lets a burst through, then an even flow, each key for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.web.limits import RateLimit


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_wait() -> None:
    clock = Clock()
    limit = RateLimit(20, 60, clock=clock)
    assert [limit.take("a") for _ in range(20)] == [0.0] * 20
    assert limit.take("a") == 3.0
    clock.now = 1.0
    assert limit.take("a") == pytest.approx(2.0)
    clock.now = 3.0
    assert limit.take("a") == 0.0
    assert limit.take("a") == 3.0


def test_keys_do_not_share() -> None:
    limit = RateLimit(1, 60, clock=Clock())
    assert limit.take("a") == 0.0
    assert limit.take("b") == 0.0
    assert limit.take("a") > 0


def test_memory_is_bounded_and_the_longest_unused_is_forgotten() -> None:
    limit = RateLimit(1, 60, max_keys=2, clock=Clock())
    for key in "abc":
        assert limit.take(key) == 0.0
    assert limit.take("c") > 0
    assert limit.take("a") == 0.0


@given(st.lists(st.floats(min_value=0, max_value=30), max_size=80))
def test_never_more_than_the_capacity_and_the_refill(pauses: list[float]) -> None:
    clock = Clock()
    limit = RateLimit(5, 10, clock=clock)
    allowed = 0
    for pause in pauses:
        clock.now += pause
        allowed += limit.take("a") == 0.0
    assert allowed <= 5 + clock.now * 0.5 + 1e-6


@given(st.lists(st.floats(min_value=0, max_value=5), min_size=1, max_size=40))
def test_after_the_time_it_names_it_lets_through(pauses: list[float]) -> None:
    clock = Clock()
    limit = RateLimit(2, 10, clock=clock)
    for pause in pauses:
        clock.now += pause
        wait = limit.take("a")
    while wait:
        clock.now += wait
        wait = limit.take("a")
        assert wait == 0.0
