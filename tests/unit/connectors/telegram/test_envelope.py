"""The envelope of Telegram's updates."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from connectors.telegram.envelope import envelope, pressed_id
from tests.platforms.phone import Shown
from tests.platforms.telegram_updates import chat, message, pressed
from tests.unit.connectors.test_wire import shaped

SHOWN = Shown(1, "service", "Выберите", 3, 0.0, ({"title": "Да", "payload": "/affirm"},))


def kind(update: dict[str, Any]) -> str | None:
    """The envelope's kind."""
    found = envelope(update)
    return found.kind if found else None


def test_a_message_asks_for_an_answer() -> None:
    found = envelope({"update_id": 9, "message": message(5, "Гражданин", 1, {"text": "вопрос"})})
    assert found is not None
    assert (found.channel, found.external_id, found.peer, found.kind) == ("telegram", "9", "5", "message")
    assert pressed_id(found.body) is None


def test_a_pressed_button() -> None:
    update = {"update_id": 9, "callback_query": pressed(5, "Гражданин", "7", SHOWN, "/affirm")}
    assert kind(update) == "button"
    assert pressed_id(update) == "7"


def test_what_is_ignored_on_purpose() -> None:
    edited = message(5, "Гражданин", 1, {"text": "правка"})
    assert kind({"update_id": 1, "edited_message": edited}) == "ignored"
    assert kind({"update_id": 2, "my_chat_member": {"chat": chat(5, "Гражданин")}}) == "ignored"
    assert kind({"update_id": 3, "message": message(5, "Гражданин", 1, {"pinned_message": {}})}) == "ignored"
    game = pressed(5, "Гражданин", "7", SHOWN, "x") | {"data": None, "game_short_name": "x"}
    assert kind({"update_id": 4, "callback_query": game}) == "ignored"


def test_what_is_no_private_chat_is_left_alone() -> None:
    group = message(5, "Гражданин", 1, {"text": "в группе"}) | {"chat": {"id": -100, "type": "supergroup"}}
    inline = {"id": "7", "data": "x", "inline_message_id": "1"}
    for update in (
        {"update_id": 1, "message": group},
        {"update_id": 2, "channel_post": group},
        {"update_id": 3},
        {},
        {"update_id": 4, "callback_query": inline},
        {"update_id": "5", "message": {}},
    ):
        assert envelope(update) is None


@settings(max_examples=50)
@given(shaped("message", "callback_query", "chat", "id", "type", "private", "data", "text", "from"))
def test_any_json_has_an_envelope_or_none(body: Any) -> None:
    for name in ("message", "callback_query", "edited_message"):
        update = {"update_id": 1, name: body}
        found = envelope(update)
        assert found is None or found.peer.lstrip("-").isdigit()
        pressed_id(update)
