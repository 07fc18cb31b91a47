"""One application as the assistant may speak of it: its state, and nothing about the citizen."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime

from actions.applications.numbers import latin
from actions.applications.state import State


@dataclass(frozen=True)
class Application:
    """A case found in a registry. `state_at` is timezone-aware."""

    id: str  # the registry's own and lasting, and not the number: wrong codes are counted by it
    number: str  # as printed on the receipt
    service: str
    state: State
    state_at: datetime
    state_text: str | None = None  # the office's own words
    expected_on: date | None = None
    reason: str | None = None
    action_required: str | None = None
    office: str | None = None
    access_code: str | None = None  # the state is told only to those who know it

    def opens_with(self, code: str | None) -> bool:
        """Whether the state may be told to somebody who gave `code` (None: gave none)."""
        if self.access_code is None:
            return True
        if code is None:
            return False
        return hmac.compare_digest(_plain(self.access_code).encode(), _plain(code).encode())


def _plain(code: str) -> str:
    return latin("".join(code.split()))
