"""A reply as an action says it, and the events it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.commands import Command

MAX_TITLE = 40  # characters of a button that every platform shows


@dataclass(frozen=True)
class Button:
    """A button under a reply; `payload` is what comes back when it is pressed."""

    title: str
    payload: str

    def as_json(self) -> dict[str, str]:
        """As Rasa passes it on."""
        return {"title": shorten(self.title), "payload": self.payload}


@dataclass(frozen=True)
class Reply:
    """One message to the citizen, or none of its own (`text` None) with an outcome and commands."""

    outcome: str
    text: str | None = None
    buttons: tuple[Button, ...] = ()
    article: str | None = None
    title: str | None = None  # of the article, for the ticket's subject
    sources: tuple[dict[str, str], ...] = ()
    commands: tuple[Command, ...] = ()
    offer: dict[str, Any] = field(default_factory=dict)  # what a plain «да» accepts
    open: bool = False  # it says that a question of the message is left without an answer

    def with_buttons(self, *buttons: Button) -> Reply:
        """The same reply with more buttons."""
        return replace(self, buttons=self.buttons + buttons)

    def as_custom(self) -> dict[str, Any]:
        """The `custom` part: see the turn channel's contract."""
        told: dict[str, Any] = {"outcome": self.outcome}
        for name in ("article", "title", "offer", "open"):
            if getattr(self, name):
                told[name] = getattr(self, name)
        for name in ("sources", "commands"):
            if getattr(self, name):
                told[name] = list(getattr(self, name))
        return {"otklik": told}


@dataclass(frozen=True)
class Said:
    """What an action has to say: replies in order, values for slots, and the action to run next, if any."""

    replies: tuple[Reply, ...] = ()
    slots: dict[str, Any] = field(default_factory=dict)
    then: str | None = None

    @classmethod
    def of(cls, *replies: Reply, then: str | None = None, **slots: Any) -> Said:
        """Replies, and slots as keywords."""
        return cls(replies, slots, then)


def shorten(title: str, limit: int = MAX_TITLE) -> str:
    """A title that fits a button, cut after a word."""
    if len(title) <= limit:
        return title
    cut = title[: limit - 1]
    if " " in cut[limit // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,.:;–-") + "…"


def sources_of(pairs: Sequence[tuple[str, str | None]]) -> tuple[dict[str, str], ...]:
    """Sources with an address, as the contract has them."""
    return tuple({"title": title, "url": url} for title, url in pairs if url)
