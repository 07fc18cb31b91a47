"""A message worded for Telegram."""

from __future__ import annotations

from connectors.messenger import Outgoing
from connectors.telegram.render import render


def test_buttons_are_written_out_only_when_asked() -> None:
    message = Outgoing(1, "5", "Выберите", buttons=({"title": "СНИЛС", "payload": "/a"},))
    assert render(message) == "Выберите"
    assert render(message, with_choices=True).endswith("– СНИЛС")


def test_the_limit_counts_emoji_twice() -> None:
    assert len(render(Outgoing(1, "5", "🙂" * 4000)).encode("utf-16-le")) // 2 <= 4096
