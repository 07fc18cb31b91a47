"""Wording of the desk."""

from __future__ import annotations

from escalation import texts


def test_the_place_is_told_in_words() -> None:
    assert texts.place_in_queue(0) == texts.PLACE_FIRST
    assert "3" in texts.place_in_queue(3)
    assert texts.place_in_queue(3) in texts.HANDED_OVER.format(place=texts.place_in_queue(3))
