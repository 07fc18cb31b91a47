"""What a citizen said in Telegram."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.messenger import Inbound, Unparsable
from connectors.telegram.parse import KINDS, parse
from tests.platforms.phone import Shown
from tests.platforms.telegram_updates import message, pressed
from tests.unit.connectors.test_wire import JSON, shaped


def said(**content: Any) -> Inbound:
    """Parse a message."""
    return parse({"update_id": 1, "message": message(5, "Гражданин", 1, content)})


def press(data: str, title: str = "Да", offered: str = "/affirm") -> Inbound:
    """Parse a pressed button under a message with one button."""
    shown = Shown(1, "service", "Выберите", 3, 0.0, ({"title": title, "payload": offered},))
    return parse({"update_id": 1, "callback_query": pressed(5, "Гражданин", "7", shown, data)})


def test_text_and_caption() -> None:
    assert said(text="вопрос") == Inbound("вопрос")
    assert said(photo=[{}], caption="что это").text == "что это"


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start", "/greet"),
        ("/start ref42", "/greet"),
        ("/start@otklik_bot", "/greet"),
        ("/help", None),
        ("/started", None),
        ("start", None),
        ("/", None),
    ],
)
def test_start_greets(text: str, payload: str | None) -> None:
    assert said(text=text) == Inbound(text, payload)


def test_a_pressed_button_brings_its_title_and_payload() -> None:
    assert press("/affirm") == Inbound("Да", "/affirm")


def test_a_button_whose_message_is_gone() -> None:
    assert press("/deny") == Inbound("", "/deny")
    gone = {"id": "7", "data": "/deny", "message": {"date": 0, "chat": {"id": 5, "type": "private"}}}
    assert parse({"update_id": 1, "callback_query": gone}) == Inbound("", "/deny")


def test_made_up_data_is_taken_as_words() -> None:
    assert press("DROP TABLE") == Inbound("DROP TABLE", None)


@pytest.mark.parametrize("data", ["/restart", '/person{"reason":"danger"}', '/rate{"mark":"6"}', "/"])
def test_a_made_up_command_is_no_command_in_words_either(data: str) -> None:
    assert press(data) == Inbound("", None)


def test_a_button_under_its_message_is_taken_whatever_it_carries() -> None:
    old = '/answer{"article":"prev_name"}'
    assert press(old, offered=old) == Inbound("Да", old)
    assert press("слова", "Название", offered="слова") == Inbound("Название", None)


@pytest.mark.parametrize(("name", "kind"), list(KINDS.items()))
def test_every_kind_of_content(name: str, kind: str) -> None:
    found = said(**{name: {"file_id": "secret"}}).attachments
    assert [each["kind"] for each in found] == [kind]
    assert "secret" not in str(found)


def test_details() -> None:
    found = said(
        document={"file_name": "справка.pdf"},
        contact={"first_name": "Мария", "phone_number": "+7"},
        location={"latitude": 55.7, "longitude": 37.6},
        reply_to_message={"text": "прежний ответ"},
    ).attachments
    assert {each["kind"]: each.get("detail") for each in found} == {
        "document": "справка.pdf",
        "contact": "Мария, +7",
        "location": "55.7, 37.6",
        "reply": "прежний ответ",
    }


def test_what_telegram_doubles_is_told_once() -> None:
    assert len(said(animation={}, document={"file_name": "a.gif"}).attachments) == 1
    assert len(said(venue={"title": "МФЦ"}, location={}).attachments) == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"edited_message": {}}, {"callback_query": {}}, {"message": {"text": 5}}, {"unstorable": "x"}],
)
def test_what_is_no_message(body: dict[str, Any]) -> None:
    with pytest.raises(Unparsable):
        parse(body)


@settings(max_examples=50)
@given(shaped("id", "data", "message", "chat", "reply_markup", "inline_keyboard", "callback_data", "text"))
def test_any_pressed_button_is_parsed_or_refused(query: Any) -> None:
    if isinstance(query, dict):
        with contextlib.suppress(Unparsable):
            assert isinstance(parse({"callback_query": query}).text, str)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from([*KINDS, "text", "caption", "reply_to_message"]), JSON))
def test_any_json_is_parsed_or_refused(content: dict[str, Any]) -> None:
    try:
        assert isinstance(said(**content).text, str)
    except Unparsable:
        assert not isinstance(content.get("text", content.get("caption", "")), str)
