import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.figures import macro_f1, rounded, share, wilson_interval


def test_interval_of_a_known_case() -> None:
    low, high = wilson_interval(327, 436)
    assert (low, high) == pytest.approx((0.7073, 0.7884), abs=1e-3)


@given(st.integers(1, 1000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_lies_in_its_interval(case: tuple[int, int]) -> None:
    count, of = case
    low, high = wilson_interval(count, of)
    assert 0 <= low <= count / of + 1e-12
    assert count / of - 1e-12 <= high <= 1


def test_nothing_to_count() -> None:
    assert share(0, 0) is None
    assert rounded(share(0, 0)) is None
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_macro_f1_counts_labels_alike() -> None:
    assert macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"]) == pytest.approx((6 / 7 + 0) / 2)
    assert macro_f1(["a", "b"], ["a", "b"]) == 1.0
