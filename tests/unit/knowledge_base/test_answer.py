"""What a citizen reads."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.answer import ANSWER_LIMIT, word_answer
from knowledge_base.article import HEADINGS, Link, Section
from tests.unit.knowledge_base.samples import make_article


def test_whole_answer() -> None:
    answer = word_answer(make_article(links=(Link("Портал", "https://p.test"),), hand_over=True))
    assert answer.text == (
        "Как получить СНИЛС?\n\n"
        "СНИЛС оформляют бесплатно.\n\n"
        "Как сделать:\n1. Возьмите паспорт.\n2. Подайте заявление.\n\n"
        "Полезные ссылки:\n– Портал: https://p.test\n\n"
        "Источник: Социальный фонд, проверено 21.11.2026."
    )
    assert answer.hand_over
    assert answer.source.url == "https://sfr.gov.ru"


def test_regions_are_named() -> None:
    assert (
        "Относится к регионам: Приозёрский край."
        in word_answer(make_article(regions=("Приозёрский край",))).text
    )


def test_long_answer_is_cut_at_a_line_and_says_so() -> None:
    steps = "\n".join(f"{number}. Шаг из нескольких слов." for number in range(1, 200))
    text = word_answer(make_article(sections=(Section("Как сделать", steps),))).text
    assert len(text) <= ANSWER_LIMIT
    body, note = text.split("\n\nЗдесь показана не вся статья. Спросите о нужной части подробнее.")
    assert body.endswith("Шаг из нескольких слов.")
    assert note == "\n\nИсточник: Социальный фонд, проверено 21.11.2026."


def test_no_heading_is_left_alone() -> None:
    sections = (Section("Как сделать", "1. " + "а" * 100), Section("Важно", "б" * 3000))
    text = word_answer(make_article(sections=sections), limit=400).text
    assert "Важно" not in text


def test_links_go_before_the_source() -> None:
    links = tuple(Link("Ссылка", f"https://a.test/{'x' * 300}") for _ in range(20))
    text = word_answer(make_article(links=links)).text
    assert "Ссылка" not in text
    assert text.endswith("Источник: Социальный фонд, проверено 21.11.2026.")


@given(
    st.lists(st.text(max_size=2000), max_size=7),
    st.text(max_size=500),
    st.integers(200, 4000),
)
def test_never_longer_than_allowed(bodies: list[str], short: str, limit: int) -> None:
    sections = tuple(Section(heading, body) for heading, body in zip(HEADINGS, bodies, strict=False))
    assert len(word_answer(make_article(sections=sections, short_answer=short), limit).text) <= limit
