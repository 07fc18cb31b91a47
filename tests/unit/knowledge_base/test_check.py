"""Findings that need more than one file."""

from datetime import date
from pathlib import Path

from knowledge_base.check import Finding, Meaning, check
from tests.unit.knowledge_base.samples import (
    ARTICLE,
    CALIBRATION,
    GROUPS,
    ORGANISATION,
    TODAY,
    HashEncoder,
    lemmatise,
    write_article,
)

QUESTIONS = "  - потерял снилс что делать\n"
TAX = """---
title: Как оплатить налог?
questions:
{questions}
source:
  title: Налоговая служба
reviewed: 2026-11-21
---
Налог на квартиру, машину и землю платят до декабря через кабинет налогоплательщика.
"""
TAX_QUESTIONS = (
    "письмо из налоговой пришло",
    "налог на машину",
    "налог на квартиру",
    "заплатить налог до декабря",
    "налог на землю за прошлый год",
    "кабинет налогоплательщика не открывается",
    "пени по налогу откуда",
    "нет уведомления о налоге",
)


class Encoder(HashEncoder):
    """The toy encoder with the other role."""

    def encode_queries(self, texts):  # type: ignore[no-untyped-def]
        return self.encode_passages(texts)


def tax(*questions: str) -> str:
    return TAX.format(questions="\n".join(f"  - {question}" for question in (*TAX_QUESTIONS, *questions)))


def run(folder: Path, *, by_meaning: bool = False, today: date = TODAY) -> list[Finding]:
    meaning = Meaning(Encoder(), CALIBRATION) if by_meaning else None
    return check(folder, ORGANISATION, GROUPS, lemmatise, today, meaning)


def test_good_article(tmp_path: Path) -> None:
    write_article(tmp_path, "tax", tax())
    assert run(tmp_path, by_meaning=True) == []


def test_broken_file_and_too_few_questions(tmp_path: Path) -> None:
    write_article(tmp_path, "bad", ARTICLE.replace("2026-11-21", "вчера"))
    write_article(tmp_path)
    first, second = run(tmp_path)
    assert (first.path.name, first.line) == ("bad.md", 9)
    assert (second.line, second.what) == (3, "Примеров вопросов 2, нужно от 8 до 15.")
    assert str(second) == f"{second.path}:3: {second.what} Добавьте вопросы словами граждан."


def test_expired(tmp_path: Path) -> None:
    write_article(tmp_path, "tax", tax().replace("reviewed:", "valid_until: 2026-11-20\nreviewed:"))
    (finding,) = run(tmp_path)
    assert finding.what == "Статья не действует с 20.11.2026."
    assert run(tmp_path, today=date(2026, 11, 20)) == []


def test_similar_questions_within_and_between_articles(tmp_path: Path) -> None:
    write_article(tmp_path, "tax", tax("на машину налог"))
    found = run(tmp_path)
    assert [finding.what for finding in found] == [
        "Вопрос «на машину налог» почти повторяет вопрос «налог на машину» (tax)."
    ]
    assert found[0].line == 12


def test_similar_articles(tmp_path: Path) -> None:
    write_article(tmp_path, "tax", tax())
    write_article(tmp_path, "tax-again", tax())
    whats = [finding.what for finding in run(tmp_path, by_meaning=True)]
    assert "Статья почти повторяет статью tax-again (сходство 1.00)." in whats


def test_question_that_another_article_answers_better(tmp_path: Path) -> None:
    write_article(tmp_path, "tax", tax("потерял снилс где взять зеленую карточку снилс"))
    write_article(tmp_path)
    found = run(tmp_path, by_meaning=True)
    (stolen,) = [finding for finding in found if (finding.path.name, finding.line) == ("tax.md", 12)]
    assert stolen.what.endswith("лучше отвечает статья snils.")
