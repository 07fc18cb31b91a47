"""The envelope of VK's events."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from connectors.vk.envelope import CHATS, envelope
from tests.platforms.vk_events import event, message_new
from tests.unit.connectors.test_wire import shaped


def test_a_message_asks_for_an_answer() -> None:
    body = message_new(1, 5, 7, 1, "вопрос", None, {})
    found = envelope(body)
    assert found is not None
    assert (found.channel, found.external_id) == ("vk", body["event_id"])
    assert (found.peer, found.kind) == ("5", "message")


def test_a_pressed_button_is_told_from_words() -> None:
    found = envelope(message_new(1, 5, 7, 1, "Да", '{"otklik":"/affirm"}', {}))
    assert found is not None
    assert found.kind == "button"


def test_without_an_event_id_the_message_s_own_counts() -> None:
    body = message_new(1, 5, 7, 1, "вопрос", None, {})
    del body["event_id"]
    found = envelope(body)
    assert found is not None
    assert found.external_id == "1:5:message_new:7"


def test_our_own_message_and_other_kinds_are_ignored_on_purpose() -> None:
    for body in (
        message_new(1, 5, 7, 1, "ответ", None, {"out": 1}),
        event(1, "message_allow", {"user_id": 5}),
        event(1, "message_reply", {"peer_id": 5, "id": 1}),
        event(1, "group_join", {"user_id": 5}),
        message_new(1, 5, 7, 1, "вопрос", None, {"from_id": 6}),
    ):
        found = envelope(body)
        assert found is not None
        assert found.kind == "ignored"


def test_what_is_no_citizen_s_chat_is_left_alone() -> None:
    for body in (
        message_new(1, CHATS + 1, 7, 1, "в беседе", None, {}),
        message_new(1, -3, 7, 1, "сообщество", None, {}),
        event(1, "wall_post_new", {"id": 1}),
        {},
        {"type": "message_new"},
        {"type": 5, "object": {}},
    ):
        assert envelope(body) is None


@settings(max_examples=50)
@given(shaped("message", "peer_id", "user_id", "from_id", "id", "out", "payload", "conversation_message_id"))
def test_any_json_has_an_envelope_or_none(body: Any) -> None:
    for extra in ({}, {"event_id": body}, {"event_id": "x"}):
        found = envelope({"type": "message_new", "object": body, "group_id": body, **extra})
        assert found is None or found.peer.isdigit()
