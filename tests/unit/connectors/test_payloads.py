"""Every button the product can show fits every messenger: an answer must not lose its buttons in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from connectors.repeat import make_payload
from connectors.telegram.keyboard import inline_keyboard as telegram_keyboard
from connectors.vk.keyboard import inline_keyboard as vk_keyboard

ROOT = Path(__file__).parents[3]


def check(buttons: list[dict[str, Any]]) -> None:
    """Both build, or `BadButton` says which button is at fault."""
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


def test_marks_and_repetitions_fit() -> None:
    check([{"title": str(n), "payload": f'/rate{{"mark":"{n}","session":"{10**6}"}}'} for n in range(1, 6)])
    check([{"title": "Показать ещё раз", "payload": make_payload(10**18 - 1)}])
