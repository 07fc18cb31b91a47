"""What an action asks the worker to do in the turn's transaction. Actions themselves change nothing."""

from __future__ import annotations

from typing import Any, Literal

Command = dict[str, Any]
Reason = Literal[
    "asked", "danger", "abuse_of_citizen", "not_mine", "no_answer", "article", "complaint", "failed"
]
MAX_SUBJECT = 200


def open_ticket(reason: Reason, subject: str) -> Command:
    """Queue the conversation for an operator. `subject` holds no words of the citizen."""
    return {"command": "open_ticket", "reason": reason, "subject": subject[:MAX_SUBJECT]}


def close_episode() -> Command:
    """End the session: the next message begins a new one."""
    return {"command": "close_episode"}


def record_satisfaction(mark: int, session: int | None = None) -> Command:
    """Keep a mark from 1 (not at all) to 5 (fully) of an earlier session, or of this one.

    Raises ValueError outside of that.
    """
    if not 1 <= mark <= 5:
        raise ValueError(f"a mark is from 1 to 5, not {mark}")
    command: Command = {"command": "record_satisfaction", "mark": mark}
    return command if session is None else {**command, "session": session}


def try_code(case: str | None, *, right: bool) -> Command:
    """Count an access code that was tried. The turn is given up when no more codes may be tried by then.

    `case` is the registry's id of the case; None: a code for a number that is not found.
    """
    return {"command": "try_code", "case": case, "right": right}


def record_consent(kind: str, version: str) -> Command:
    """Keep that the citizen agreed to the text `kind` in its `version`."""
    return {"command": "record_consent", "kind": kind, "version": version}
