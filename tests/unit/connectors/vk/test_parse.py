"""What a citizen said in VK."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings

from connectors.messenger import Inbound, Unparsable
from connectors.vk.parse import KINDS, parse
from tests.platforms.vk_events import event, message_new
from tests.unit.connectors.test_wire import shaped


def said(text: str = "", payload: str | None = None, **extra: Any) -> Inbound:
    """Parse a message."""
    return parse(message_new(1, 5, 1, 1, text, payload, extra))


def test_text_and_payload() -> None:
    assert said("вопрос") == Inbound("вопрос")
    assert said("Да", '{"otklik":"/affirm"}') == Inbound("Да", "/affirm")
    assert said("Начать", '{"command":"start"}').payload == "/greet"


def test_a_payload_no_button_of_ours_carries_leaves_the_words() -> None:
    assert said("Да", '{"otklik":"/rate{\\"mark\\":\\"6\\"}"}') == Inbound("Да")


def test_a_text_of_any_length_is_bounded() -> None:
    assert len(said("я" * 30_000).text) == 20_000


@pytest.mark.parametrize(("kind", "ours"), list(KINDS.items()))
def test_every_kind_of_attachment(kind: str, ours: str) -> None:
    found = said(attachments=[{"type": kind, kind: {"id": 1, "url": "https://vk.ru/secret"}}]).attachments
    assert [each["kind"] for each in found] == [ours]
    assert "vk.ru" not in str(found)


def test_details_of_attachments() -> None:
    found = said(
        attachments=[{"type": "doc", "doc": {"title": "справка.pdf"}}, {"type": "new"}],
        geo={"coordinates": {"latitude": 55.7, "longitude": 37.6}},
        fwd_messages=[{"text": "чужие слова"}],
        reply_message={"text": "прежний ответ"},
    ).attachments
    assert [(each["kind"], each.get("detail")) for each in found] == [
        ("document", "справка.pdf"),
        ("other", None),
        ("location", "55.7, 37.6"),
        ("forwarded", "чужие слова"),
        ("reply", "прежний ответ"),
    ]


@pytest.mark.parametrize(
    "body",
    [{}, {"unstorable": "x"}, event(1, "message_new", {}) | {"object": 5}, event(1, "wall_post_new", {})],
)
def test_what_is_no_message(body: dict[str, Any]) -> None:
    with pytest.raises(Unparsable):
        parse(body)


@settings(max_examples=50)
@given(
    shaped(
        "message",
        "text",
        "payload",
        "attachments",
        "geo",
        "coordinates",
        "latitude",
        "longitude",
        "fwd_messages",
        "reply_message",
        "type",
        "photo",
        "title",
    )
)
def test_any_json_is_parsed_or_refused(body: Any) -> None:
    with contextlib.suppress(Unparsable):
        assert isinstance(parse({"type": "message_new", "object": body}).text, str)
