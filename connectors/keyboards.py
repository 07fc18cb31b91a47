"""What all keyboards have in common."""

from __future__ import annotations


class BadButton(ValueError):
    """A button the platform would refuse; the text says which and why."""


def cut_title(title: str, limit: int) -> str:
    """The title within so many characters, said to be cut where it is."""
    words = " ".join(title.split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
