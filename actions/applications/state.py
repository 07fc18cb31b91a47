"""Where a case stands, as one closed list over all the registries it may come from."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """State of an application."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    ACTION_NEEDED = "action_needed"
    SUSPENDED = "suspended"
    SENT_TO_AGENCY = "sent_to_agency"
    APPROVED = "approved"
    REFUSED = "refused"
    READY = "ready"
    ISSUED = "issued"
    CLOSED = "closed"
