"""What is asked of a subject."""

from __future__ import annotations

import pytest

from nlu.aspects import ASPECTS, aspects_of, without_aspects


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("а сколько это стоит?", ["cost"]),
        ("и долго ждать?", ["wait"]),
        ("а документы какие?", ["papers"]),
        ("куда с этим идти", ["place"]),
        ("а для ребёнка платно?", ["cost", "child"]),
        ("как получить СНИЛС", []),
        ("инстаплатный", []),  # a stem is the beginning of a word
    ],
)
def test_aspects_in_the_order_of_the_table(text: str, names: list[str]) -> None:
    assert [aspect.name for aspect in aspects_of(text)] == names


def test_without_its_aspects_a_question_keeps_its_subject() -> None:
    assert without_aspects("сколько стоит загранпаспорт").split() == ["сколько", "загранпаспорт"]


def test_names_are_each_once() -> None:
    assert len({aspect.name for aspect in ASPECTS}) == len(ASPECTS)
