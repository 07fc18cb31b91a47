"""A message worded for VK."""

from __future__ import annotations

from connectors.messenger import Outgoing
from connectors.vk.render import render


def test_buttons_are_written_out_only_when_asked() -> None:
    message = Outgoing(1, "5", "Выберите", buttons=({"title": "СНИЛС", "payload": "/a"},))
    assert render(message) == "Выберите"
    assert render(message, with_choices=True).endswith("– СНИЛС")


def test_the_limit() -> None:
    assert len(render(Outgoing(1, "5", "я" * 9000))) <= 4096
