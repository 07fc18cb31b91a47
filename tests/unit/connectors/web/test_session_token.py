"""A session token names a conversation, and cannot be made by anyone else."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from connectors.web.session_token import SALT, SessionTokens, TokenExpired, TokenInvalid

TOKENS = SessionTokens("one key")
CONVERSATION = uuid.uuid4()


def test_a_token_names_its_conversation() -> None:
    assert TOKENS.read(TOKENS.issue(CONVERSATION)) == CONVERSATION


@given(st.text(max_size=600))
def test_no_other_text_is_a_token(text: str) -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.read(text)


@given(st.integers(min_value=0, max_value=10_000), st.characters(codec="ascii"))
def test_a_changed_token_is_no_token(place: int, character: str) -> None:
    token = TOKENS.issue(CONVERSATION)
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]
    if changed == token:
        return
    try:
        # The last characters of base64 carry unused bits: the same bytes may be written in two ways.
        assert TOKENS.read(changed) == CONVERSATION
    except TokenInvalid:
        return
    assert place in (token.rindex(".") - 1, len(token) - 1)


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.read(SessionTokens("another key").issue(CONVERSATION))


def test_a_value_signed_for_another_purpose_is_refused() -> None:
    foreign = URLSafeTimedSerializer("one key", salt="otklik.other").dumps(CONVERSATION.hex)
    with pytest.raises(TokenInvalid):
        TOKENS.read(foreign)


@pytest.mark.parametrize("value", ["no uuid", 7, None, ["x"]])
def test_a_signed_value_that_is_no_conversation_is_refused(value: object) -> None:
    with pytest.raises(TokenInvalid, match="names no conversation"):
        TOKENS.read(str(URLSafeTimedSerializer("one key", salt=SALT).dumps(value)))


def test_an_old_token_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    token = TOKENS.issue(CONVERSATION)
    later = TimestampSigner("x").get_timestamp() + 31 * 24 * 3600
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: later)
    with pytest.raises(TokenExpired):
        TOKENS.read(token)


def test_an_empty_key_is_named() -> None:
    with pytest.raises(ValueError, match="OTKLIK_SECRET_KEY"):
        SessionTokens("")
