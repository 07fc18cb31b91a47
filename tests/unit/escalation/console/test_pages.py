"""Addresses that may be gone to, and templates that escape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.console.pages import delivery_words, is_link, make_templates, safe_next


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("/conversations", "/conversations"),
        (None, "/queue"),
        ("", "/queue"),
        ("https://evil.example", "/queue"),
        ("//evil.example", "/queue"),
        ("/\\evil.example", "/queue"),
        ("/\t/evil.example", "/queue"),
        ("javascript:alert(1)", "/queue"),
    ],
)
def test_only_our_own_pages(address: str | None, goes_to: str) -> None:
    assert safe_next(address) == goes_to


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,1", "//x", "", None, 7])
def test_a_scripts_address_is_no_link(address: object) -> None:
    assert not is_link(address)


def test_the_web_is() -> None:
    assert is_link("https://example.org")


def test_words_of_a_withheld_reply_say_who_was_earlier() -> None:
    assert delivery_words("withheld", mine=True) != delivery_words("withheld", mine=False)
    assert delivery_words("sent", mine=True) == delivery_words("sent", mine=False)


@given(st.text())
def test_templates_escape_everything(text: str) -> None:
    made = make_templates().env.from_string("<p>{{ text }}</p>").render(text=text)
    inner = made.removeprefix("<p>").removesuffix("</p>")
    assert not set("<>\"'") & set(inner)
