"""The one error an administrator is meant to read."""

from __future__ import annotations


class Problem(Exception):
    """What went wrong and what to do about it.

    `str()` is the one line that entry points print before they exit with code 1.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what.rstrip('.')}. Remedy: {remedy}")
        self.what = what
        self.remedy = remedy
