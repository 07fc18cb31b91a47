"""A turn's parts folded into one result, and the rule for what counts as a result."""

from __future__ import annotations

from typing import Any

from dialogues.runtime.history import slim
from dialogues.runtime.turn import Event, Turn

OUTCOMES = frozenset(
    {
        "answered",
        "choices",
        "no_answer",
        "small_talk",
        "status",
        "form",
        "handed_over",
        "refused",
        "failed",
    }
)
MAY_BE_SILENT = frozenset({"handed_over"})  # its text is written by the desk
COMMANDS = frozenset({"open_ticket", "close_episode", "record_satisfaction", "record_consent", "try_code"})


class NoResult(RuntimeError):
    """The turn cannot be shown to a citizen, the caller repeats it; says why without quoting him."""


def fold(turn: Turn) -> dict[str, Any]:
    """The result of the contract, but for its timings.

    Raises `NoResult` when anything failed on the way, when no outcome of the closed list was told,
    when two different ones were, or when a reply or a command is missing what it must have.
    """
    if turn.failures:
        raise NoResult("; ".join(turn.failures))
    outcome: str | None = None
    articles: list[str] = []
    replies: list[dict[str, Any]] = []
    commands: list[dict[str, Any]] = []
    left_open = False
    for part in turn.parts:
        ours = (part.get("custom") or {}).get("otklik") or {}
        outcome = _agreed(outcome, ours.get("outcome"))
        if ours.get("article") and ours["article"] not in articles:
            articles.append(ours["article"])
        left_open = left_open or bool(ours.get("open"))
        commands.extend(_checked_command(command) for command in ours.get("commands") or [])
        if part.get("text"):
            replies.append(
                {
                    "text": part["text"],
                    "buttons": [
                        {"title": b["title"], "payload": b["payload"]} for b in part.get("buttons") or []
                    ],
                    "sources": ours.get("sources") or [],
                }
            )
    if outcome is None:
        raise NoResult("no action told an outcome")
    if not replies and outcome not in MAY_BE_SILENT:
        raise NoResult(f"outcome {outcome} without a reply")
    parse = _parse_data(turn.new_events)
    intent = parse.get("intent") or {}
    return {
        "outcome": outcome,
        "intent": intent.get("name"),
        "confidence": round(float(intent.get("confidence") or 0.0), 4),
        "article": articles[0] if articles else None,
        "articles": articles,
        "open": left_open,
        "replies": replies,
        "commands": commands,
        "events": [slim(event) for event in turn.new_events],
        "candidates": candidates_of(parse),
    }


def _agreed(known: str | None, told: Any) -> str | None:
    if told is None:
        return known
    if told not in OUTCOMES:
        raise NoResult(f"unknown outcome {told!r}")
    if known is not None and told != known:
        raise NoResult(f"two outcomes in one turn: {known} and {told}")
    return str(told)


def _checked_command(command: dict[str, Any]) -> dict[str, Any]:
    if command.get("command") not in COMMANDS:
        raise NoResult(f"unknown command {command.get('command')!r}")
    return command


def _parse_data(events: list[Event]) -> dict[str, Any]:
    for event in reversed(events):
        if event.get("event") == "user":
            return event.get("parse_data") or {}
    raise NoResult("the message left no event")


def candidates_of(parse: dict[str, Any]) -> list[dict[str, Any]]:
    """Articles and scores of a parsed message, best first."""
    return [
        {"article": c["article"], "title": c.get("title"), "score": c["score"]}
        for c in parse.get("candidates") or []
    ]
