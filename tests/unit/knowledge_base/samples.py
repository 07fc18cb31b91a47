"""Small real things for the tests of this room: articles, an organisation, toy vectors."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.article import Article, Link, Section
from knowledge_base.calibration import Belief, Calibration, Ranking, Thresholds
from knowledge_base.organisation import Organisation

GROUPS = {"documents": "Документы", "payments": "Платежи"}
ORGANISATION = Organisation(
    {"organisation.phone": "8 (800) 000-00-00", "portal.url": "https://portal.test"}, {}
)
TODAY = date(2026, 11, 21)

ARTICLE = """---
title: Как получить СНИЛС?
questions:
  - потерял снилс что делать
  - "где взять зеленую карточку: снилс"
source:
  title: Социальный фонд
  url: https://sfr.gov.ru
reviewed: 2026-11-21
links:
  - title: Заявление
    url: "{{ portal.url }}"
---
СНИЛС оформляют бесплатно. Телефон: {{ organisation.phone }}.

## Как сделать
1. Возьмите **паспорт**.
2. Позвоните по номеру {{ organisation.phone }}.

## Что подготовить
- паспорт;
- заявление.
"""


def write_article(folder: Path, slug: str = "snils", text: str = ARTICLE, group: str = "documents") -> Path:
    """Write an article file where the import looks for it."""
    path = folder / group / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def make_article(**changes: object) -> Article:
    """A good article with some of its fields changed."""
    fields: dict[str, object] = {
        "slug": "snils",
        "group": "documents",
        "title": "Как получить СНИЛС?",
        "questions": ("потерял снилс",),
        "short_answer": "СНИЛС оформляют бесплатно.",
        "sections": (Section("Как сделать", "1. Возьмите паспорт.\n2. Подайте заявление."),),
        "source": Link("Социальный фонд", "https://sfr.gov.ru"),
        "reviewed": date(2026, 11, 21),
    }
    return Article(**{**fields, **changes})  # type: ignore[arg-type]


def lemmatise(text: str) -> list[str]:
    """Words cut to six letters: near enough to lemmas for a test."""
    return [word[:6] for word in re.findall(r"\w+", text.lower().replace("ё", "е"))]


@dataclass
class HashEncoder:
    """A real encoder of a kind: each word a fixed random direction, a text their sum."""

    fingerprint: str = "toy"
    dimension: int = 64
    encoded: int = 0

    def encode_passages(self, texts: Sequence[str], batch_size: int = 32) -> NDArray[np.float32]:
        """Unit vectors, float32 [len(texts), dimension]."""
        self.encoded += len(texts)
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Unit vector, float32 [dimension]."""
        total = np.full(self.dimension, 1e-3)
        for word in lemmatise(text):
            total += np.random.default_rng(zlib.crc32(word.encode())).normal(size=self.dimension)
        return (total / np.linalg.norm(total)).astype(np.float32)


CALIBRATION = Calibration(
    fingerprints=("toy",),
    ranking=Ranking(question=10.0, section=8.0, words=1.0, letters=4.0),
    belief=Belief(intercept=-4.0, question=4.0, section=2.0, words=0.5, letters=2.0, lead=0.5),
    thresholds=Thresholds(answer=0.6, choices=0.4, choice=0.1, lead=1.5),
)
