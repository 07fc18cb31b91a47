"""Replies and their buttons."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.reply import MAX_TITLE, Button, Reply, Said, shorten, sources_of


def test_the_custom_part_holds_what_is_set() -> None:
    reply = Reply(
        "answered", "Ответ", article="snils", sources=({"title": "СФР", "url": "https://sfr.gov.ru"},)
    )
    assert reply.as_custom() == {
        "otklik": {
            "outcome": "answered",
            "article": "snils",
            "sources": [{"title": "СФР", "url": "https://sfr.gov.ru"}],
        }
    }


def test_buttons_are_added_behind() -> None:
    first, second = Button("Да", "/affirm"), Button("Нет", "/deny")
    assert Reply("choices", "?", buttons=(first,)).with_buttons(second).buttons == (first, second)


def test_a_source_without_an_address_is_left_out() -> None:
    assert sources_of([("Письмо", None), ("СФР", "https://sfr.gov.ru")]) == (
        {"title": "СФР", "url": "https://sfr.gov.ru"},
    )


def test_said_takes_slots_as_keywords() -> None:
    said = Said.of(Reply("answered", "Ответ"), then="action_listen", answered=True)
    assert (said.slots, said.then) == ({"answered": True}, "action_listen")


def test_a_long_title_is_cut_after_a_word() -> None:
    assert (
        shorten("Как поменять паспорт после замены фамилии в браке?") == "Как поменять паспорт после замены…"
    )
    assert shorten("Коротко") == "Коротко"


@given(st.text(max_size=200), st.integers(2, 60))
def test_titles_always_fit(title: str, limit: int) -> None:
    assert len(shorten(title, limit)) <= max(limit, 1)
    assert MAX_TITLE == 40
