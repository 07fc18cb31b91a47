"""Every problem of an article file is named with its line; the rest of the file is still checked."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.article import Article, Audience, Link
from knowledge_base.article_file import parse_article, read_source
from knowledge_base.errors import ArticleError, BrokenArticle
from tests.unit.knowledge_base.samples import ARTICLE, GROUPS, ORGANISATION

PATH = Path("articles/documents/snils.md")


def parse(text: str, path: Path = PATH) -> Article:
    return parse_article(text, path, ORGANISATION, GROUPS)


def errors(text: str, path: Path = PATH) -> list[ArticleError]:
    with pytest.raises(BrokenArticle) as broken:
        parse(text, path)
    return broken.value.errors


def only_error(text: str, path: Path = PATH) -> tuple[int, str]:
    (error,) = errors(text, path)
    assert error.path == path
    assert error.remedy
    return error.line, error.what


def test_good_article() -> None:
    article = parse(ARTICLE)
    assert article.slug == "snils"
    assert article.group == "documents"
    assert article.questions == ("потерял снилс что делать", "где взять зеленую карточку: снилс")
    assert article.short_answer == "СНИЛС оформляют бесплатно. Телефон: 8 (800) 000-00-00."
    assert [section.heading for section in article.sections] == ["Как сделать", "Что подготовить"]
    assert article.links == (Link("Заявление", "https://portal.test"),)
    assert article.reviewed == date(2026, 11, 21)
    assert (article.hand_over, article.audience) == (False, Audience.CITIZEN)


def test_all_keys() -> None:
    text = ARTICLE.replace(
        "reviewed:",
        "hand_over: true\nlegal_check: true\nvalid_from: 2026-01-01\nvalid_until: 2026-12-31\n"
        "regions: [Приозёрский край]\nkinds: [МФЦ, ЗАГС]\naudience: organisation\nreviewed:",
    )
    article = parse(text)
    assert article.hand_over
    assert article.legal_check
    assert (article.valid_from, article.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert article.kinds == ("МФЦ", "ЗАГС")
    assert (article.regions, article.audience) == (("Приозёрский край",), Audience.ORGANISATION)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("title: Как получить СНИЛС?\n", "", 1, "Нет обязательного ключа «title»."),
        ("title: Как получить СНИЛС?", "title:", 2, "«title»: здесь ждали непустую строку."),
        ("reviewed: 2026-11-21\n", "", 1, "Нет обязательного ключа «reviewed»."),
        ("2026-11-21", "21.11.2026", 9, "«reviewed»: «21.11.2026» – не дата."),
        ("2026-11-21", "2026-02-30", 9, "«reviewed»: «2026-02-30» – не дата."),
        ("reviewed:", "hand_over: да\nreviewed:", 9, "«hand_over»: «да» – не да и не нет."),
        ("reviewed:", "colour: red\nreviewed:", 9, "Неизвестный ключ «colour»."),
        ("reviewed:", "title: второй\nreviewed:", 9, "Ключ «title» повторяется."),
        ("reviewed:", "audience: all\nreviewed:", 9, "«audience»: «all» не годится."),
        ("https://sfr.gov.ru", "sfr.gov.ru", 8, "«source»: «sfr.gov.ru» – не адрес."),
        ("  title: Социальный фонд\n", "", 7, "Нет обязательного ключа «title»."),
        ("  - потерял", "  - [потерял]\n  - потерял", 4, "«questions»: здесь ждали непустую строку."),
        ("Возьмите", "{{ organisation.fax }}", 17, "Неизвестная подстановка «organisation.fax»."),
        ("Возьмите", "{{ organisation phone }}", 17, "Подстановка записана с ошибкой."),
        ("Возьмите", "}} и", 17, "Подстановка записана с ошибкой."),
        ("## Как сделать", "## Порядок действий", 16, "Неизвестный раздел «Порядок действий»."),
        ("## Как сделать", "### Как сделать", 16, "Неизвестный раздел «### Как сделать»."),
        ("## Что подготовить", "## Как сделать", 20, "Раздел «Как сделать» повторяется."),
        ("## Что", "## Условия\n\n## Что", 20, "Раздел «Условия» пуст."),
        ("СНИЛС оформляют бесплатно. Телефон: {{ organisation.phone }}.\n", "", 14, "Нет краткого ответа."),
        ("СНИЛС оформляют", "СНИЛС " * 90 + "оформляют", 14, "Краткий ответ длиннее 500 знаков: 588."),
    ],
)
def test_one_problem(old: str, new: str, line: int, what: str) -> None:
    assert old in ARTICLE
    assert only_error(ARTICLE.replace(old, new, 1)) == (line, what)


def test_validity_reversed() -> None:
    text = ARTICLE.replace("reviewed:", "valid_from: 2026-12-31\nvalid_until: 2026-01-01\nreviewed:")
    assert only_error(text) == (10, "Статья перестаёт действовать раньше, чем начинает.")


def test_yaml_error_has_its_line() -> None:
    line, what = only_error(ARTICLE.replace("Как получить СНИЛС?", 'Как: "получить" СНИЛС: так?'))
    assert line == 2
    assert what.startswith("Заголовок не разбирается")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "Нет заголовка статьи."),
        ("просто текст", "Нет заголовка статьи."),
        ("---\ntitle: x\n", "Заголовок статьи не закрыт."),
        ("---\n---\nтекст", "Здесь ждали пары «ключ: значение»."),
    ],
)
def test_no_front_matter(text: str, what: str) -> None:
    assert what in [error.what for error in errors(text)]


def test_place() -> None:
    assert only_error(ARTICLE, Path("articles/cars/snils.md"))[1] == "Неизвестная группа «cars»."
    assert only_error(ARTICLE, Path("articles/documents/СНИЛС.md"))[1] == "Имя файла «СНИЛС.md» не годится."


def test_all_problems_at_once_in_order() -> None:
    text = (
        ARTICLE.replace("title: Как", "titel: Как")
        .replace("2026-11-21", "завтра")
        .replace("## Что", "## Кто")
    )
    found = errors(text)
    assert [error.line for error in found] == sorted(error.line for error in found)
    assert len(found) == 4  # unknown key, missing key, bad date, unknown section
    assert str(found[0]).startswith(f"{PATH}:1: ")


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes("---\nпривет\n".encode("cp1251"))
    with pytest.raises(BrokenArticle, match=r"x\.md:2: Файл не в кодировке UTF-8"):
        read_source(path)
    path.write_bytes(b"---\n\n\0")
    with pytest.raises(BrokenArticle, match=r"x\.md:3: В файле есть нулевой символ"):
        read_source(path)
    with pytest.raises(BrokenArticle, match="не читается"):
        read_source(tmp_path / "absent.md")


def test_windows_file(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode())
    assert read_source(path) == ARTICLE


@given(st.text(max_size=300))
def test_any_text_is_parsed_or_explained(text: str) -> None:
    for candidate in (text, f"---\n{text}\n---\n{text}", ARTICLE.replace("Возьмите", text)):
        with suppress(BrokenArticle):
            parse(candidate)
