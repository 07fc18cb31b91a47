"""What is told of measured turns."""

from __future__ import annotations

import pytest

from benchmarks.figures import Run, Turn, median_run, percentile
from benchmarks.texts import Kind


def test_unanswered_turns_count_in_nothing_but_the_total() -> None:
    run = Run((Turn(Kind.QUESTION, 10.0), Turn(Kind.QUESTION, None), Turn(Kind.GREETING, 30.0)), 2.0)
    assert run.times() == [10.0, 30.0]
    assert run.times(Kind.QUESTION) == [10.0]
    assert run.answered == 2
    assert run.throughput == 1.0


def test_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 50) == 0.0
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0


@pytest.mark.parametrize("seconds", [(1.0, 2.0, 4.0), (4.0, 1.0, 2.0)])
def test_the_middle_run_is_told(seconds: tuple[float, ...]) -> None:
    runs = [Run((Turn(Kind.QUESTION, 1.0),), each) for each in seconds]
    assert median_run(runs).seconds == 2.0
