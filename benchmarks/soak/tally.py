"""What a citizen's screen shows, held against what was said: lost, doubled, out of order."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.soak.echo import REPLY

PRESSED = "\N{BLACK RIGHTWARDS ARROWHEAD} shown again"
"""Stands in a screen's texts where the citizen asked to see a message again."""


@dataclass
class Screen:
    """One conversation: the texts said, in order, and the texts shown since, with presses between them."""

    channel: str
    said: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Tally:
    """Counts over any number of screens. `offered` are replies nobody could know to have arrived."""

    turns: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    offered: int = 0
    foreign: int = 0  # replies to what this citizen never said

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(self._all(), other._all(), strict=True)))

    def _all(self) -> tuple[int, ...]:
        return (self.turns, self.lost, self.doubled, self.disordered, self.offered, self.foreign)

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.lost or self.doubled or self.disordered or self.foreign)


def is_answered(screen: Screen, text: str) -> bool:
    """Whether the reply to this text is on the screen."""
    return REPLY + text in screen.shown


def tally(screen: Screen) -> Tally:
    """Count one screen.

    What a press brings is a reply that is on the screen already, or one older than the newest on it: as
    many of those as there were presses are neither doubles nor out of order.
    """
    places = {REPLY + text: place for place, text in enumerate(screen.said)}
    seen: set[str] = set()
    owed = presses = doubled = disordered = foreign = 0
    newest = -1
    for text in screen.shown:
        if text == PRESSED:
            presses, owed = presses + 1, owed + 1
        elif text.startswith(REPLY):
            place = places.get(text)
            if place is None:
                foreign += 1
                continue
            if owed and place <= newest:
                owed -= 1
            elif text in seen:
                doubled += 1
            elif place < newest:
                disordered += 1
            newest = max(newest, place)
            seen.add(text)
    lost = len(places.keys() - seen)
    return Tally(len(screen.said), lost, doubled, disordered, presses, foreign)
