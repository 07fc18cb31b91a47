"""Events as bytes."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from connectors.web import sse


def test_an_event_with_its_number() -> None:
    expected = 'id: 7\nevent: message\ndata: {"text": "да"}\n\n'
    assert sse.event("message", {"text": "да"}, 7) == expected.encode()


def test_an_event_without_a_number_leaves_the_last_one() -> None:
    assert sse.event("state", {"owner": "bot"}).startswith(b"event: state\n")


def test_a_comment_is_no_event() -> None:
    assert sse.COMMENT.startswith(b":")
    assert sse.retry(1000) == b"retry: 1000\n\n"


@given(st.text(st.characters(codec="utf-8")))
def test_no_text_breaks_out_of_its_event(text: str) -> None:
    lines = sse.event("message", {"text": text}, 1).decode().split("\n")
    assert lines[:2] == ["id: 1", "event: message"]
    assert lines[3:] == ["", ""]
    assert json.loads(lines[2].removeprefix("data: ")) == {"text": text}
