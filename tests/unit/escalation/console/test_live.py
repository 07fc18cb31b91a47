"""Where a stream resumes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.console.live import resume_after


@pytest.mark.parametrize(
    ("after", "last", "start"),
    [(5, None, 5), (5, "", 5), (5, "9", 9), (9, "5", 9), (5, " 9 ", 9), (5, "-9", 5), (5, "٣", 5),
     (5, "9" * 30, 5)],
)  # fmt: skip
def test_resume_after_the_later_of_two(after: int, last: str | None, start: int) -> None:
    assert resume_after(after, last) == start


@given(st.integers(0, 2**62), st.text(max_size=30))
def test_whatever_a_browser_sends_is_no_error(after: int, last: str) -> None:
    assert resume_after(after, last) >= after
