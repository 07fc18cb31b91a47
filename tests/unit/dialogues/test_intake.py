"""From the request of a turn to the text Rasa reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.runtime.intake import MAX_TEXT, BadRequest, TurnRequest, message_text

GOOD = {"turn_id": "t", "conversation_id": "c", "session": 2, "channel": "web", "text": "привет"}


def test_a_session_is_a_sender_of_its_own() -> None:
    assert TurnRequest.parse(GOOD).sender_id == "c:2"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"turn_id": ""}, "turn_id"),
        ({"conversation_id": 5}, "conversation_id"),
        ({"session": "1"}, "session"),
        ({"session": True}, "session"),
        ({"text": 5}, "text"),
        ({"payload": []}, "payload"),
        ({"events": {}}, "events"),
        ({"events": ["x"]}, "events"),
        ({"metadata": "x"}, "metadata"),
    ],
)
def test_a_bad_request_is_named(change: dict[str, object], named: str) -> None:
    with pytest.raises(BadRequest, match=named):
        TurnRequest.parse({**GOOD, **change})


def test_the_body_must_be_an_object() -> None:
    with pytest.raises(BadRequest, match="object"):
        TurnRequest.parse([])


@pytest.mark.parametrize(
    ("text", "payload", "read"),
    [
        ("привет", None, "привет"),
        ("СНИЛС", '/answer{"article": "snils"}', '/answer{"article": "snils"}'),
        ("/start", None, "/greet"),
        ("/help", None, "/help"),
        ("", "/status", "/application_status"),
        ("/restart", None, "restart"),
        ("/session_start", None, "session_start"),
        ("Кнопка", "/restart", "Кнопка"),
        ("Кнопка", "/danger", "Кнопка"),
        ("///", None, "/nothing_said"),
        (None, None, "/nothing_said"),
        ("\u200b\ufeff \n", None, "/nothing_said"),
        ("как\u200b дела\x00", None, "как дела"),
        ("как узнать инн\r\nгде снилс\t?", None, "как узнать инн\nгде снилс ?"),
        ("\n/restart", None, "restart"),
        ('/answer{"article": "snils"}', None, 'answer{"article": "snils"}'),
        ("/person", None, "/person"),
    ],
)
def test_what_rasa_reads(text: str | None, payload: str | None, read: str) -> None:
    assert message_text(text, payload) == read


def test_a_pasted_book_is_cut() -> None:
    assert len(message_text("а" * 20_000, None)) == MAX_TEXT


@given(st.text(max_size=300), st.none() | st.text(max_size=60))
def test_words_never_become_a_command_of_rasas(text: str, payload: str | None) -> None:
    read = message_text(text, payload)
    assert read
    assert not read.startswith(("/restart", "/back", "/session_start"))
