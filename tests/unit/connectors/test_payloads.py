"""Every button the product can show fits every messenger: an answer must not lose its buttons in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.article_reply import payload
from connectors.payload import COMMANDS, is_known
from connectors.repeat import make_payload
from connectors.telegram.keyboard import inline_keyboard as telegram_keyboard
from connectors.vk.keyboard import inline_keyboard as vk_keyboard
from dialogues.runtime.intake import ALIASES, BUTTON_INTENTS

ROOT = Path(__file__).parents[3]


def check(buttons: list[dict[str, Any]]) -> None:
    """Both build, or `BadButton` says which button is at fault. What each carries is known."""
    assert all(is_known(button["payload"]) for button in buttons)
    vk_keyboard(buttons)
    telegram_keyboard(buttons)


def domain_buttons() -> Iterator[list[dict[str, Any]]]:
    """The buttons of the responses in the domain."""
    for path in sorted((ROOT / "dialogues" / "domain").glob("*.yml")):
        responses = yaml.safe_load(path.read_text(encoding="utf-8")).get("responses") or {}
        for variants in responses.values():
            yield from (variant["buttons"] for variant in variants if variant.get("buttons"))


def test_the_domain_s_buttons_fit() -> None:
    found = list(domain_buttons())
    assert found
    for buttons in found:
        check(buttons)


def test_every_article_can_be_chosen() -> None:
    slugs = [path.stem for path in (ROOT / "knowledge_base" / "articles").rglob("*.md")]
    assert slugs
    for slug in slugs:
        check([{"title": slug, "payload": f'/answer{{"article":"{slug}"}}'}])


def test_the_catalogue_is_walked() -> None:
    groups = yaml.safe_load((ROOT / "knowledge_base" / "groups.yml").read_text(encoding="utf-8"))
    for group in groups:
        check([{"title": group, "payload": payload("group", group=group, page=1)}])
    check([{"title": "Ещё", "payload": payload("topics", page=1)}])
    check([{"title": "Своя группа", "payload": payload("group", group="Соц_защита 2", page=1)}])


def test_the_turn_channel_reads_the_same_commands() -> None:
    assert {f"/{name}" for name in COMMANDS} == {f"/{name}" for name in BUTTON_INTENTS} | ALIASES.keys()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "person",
        "/restart",
        "/person ",
        "/person{",
        '/person{"reason":"danger"}',
        '/answer{"article":"../snils"}',
        '/answer{"article":["snils"]}',
        '/answer{"article":"snils","answered":true}',
        '/group{"group":"../vk"}',
        '/rate{"mark":"6"}',
        '/rate{"mark":true}',
        '/rate{"mark":"5","session":"-1"}',
        '/rate{"mark":"5","session":1e3}',
        '/topics{"page":NaN}',
        '/repeat{"message":5}',
        '/answer{"article":"' + "a" * 300 + '"}',
        "/answer{" + "[" * 200 + "}",
        "/person\n",
        "/person\x00",
        '/answer{"article":"\ud83d","article":"snils"}',
        '/group{"group":"vk",\t"page":1}',
    ],
)
def test_what_no_button_carries(text: str) -> None:
    assert not is_known(text)


@given(st.text(max_size=80) | st.text(max_size=80).map("/answer{{{}}}".format))
def test_any_payload_is_judged(text: str) -> None:
    assert is_known(text) in (True, False)


def test_marks_and_repetitions_fit() -> None:
    check([{"title": str(n), "payload": f'/rate{{"mark":"{n}","session":"{10**6}"}}'} for n in range(1, 6)])
    check([{"title": "Показать ещё раз", "payload": make_payload(10**18 - 1)}])
