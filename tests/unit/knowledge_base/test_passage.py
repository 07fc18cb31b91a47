"""Passages: what is searched."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.article import Section
from knowledge_base.passage import PassageKind, hash_text, make_passages, split_long
from tests.unit.knowledge_base.samples import make_article


def test_order_and_kinds() -> None:
    passages = make_passages(make_article(questions=("раз", "два")))
    assert [(passage.ordinal, passage.kind, passage.text) for passage in passages] == [
        (0, PassageKind.TITLE, "Как получить СНИЛС?"),
        (1, PassageKind.QUESTION, "раз"),
        (2, PassageKind.QUESTION, "два"),
        (3, PassageKind.ANSWER, "СНИЛС оформляют бесплатно."),
        (
            4,
            PassageKind.SECTION,
            "Как получить СНИЛС? Как сделать: 1. Возьмите паспорт. 2. Подайте заявление.",
        ),
    ]


def test_long_sections_are_cut_between_sentences() -> None:
    sentence = "Это предложение про документы и сроки. "
    passages = make_passages(make_article(sections=(Section("Условия", sentence * 40),)))
    sections = [passage.text for passage in passages if passage.kind is PassageKind.SECTION]
    assert len(sections) == 3
    assert all(
        text.startswith("Как получить СНИЛС? Условия: Это") and text.endswith(".") for text in sections
    )


def test_hash_follows_the_text() -> None:
    first, second = make_passages(make_article(title="а"))[0], make_passages(make_article(title="б"))[0]
    assert first.text_hash == hash_text("а") != second.text_hash


@given(st.text(max_size=500), st.integers(5, 80))
def test_nothing_is_lost(text: str, limit: int) -> None:
    pieces = list(split_long(text, limit))
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
