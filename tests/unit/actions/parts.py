"""Small parts for the actions' tests: a shelf of articles, a drawer of applications, what was heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from actions.applications.application import Application
from actions.applications.glossary import Glossary
from actions.applications.registry import RegistryError
from actions.applications.state import State
from actions.heard import Heard
from actions.knowledge import GROUPS, Topic
from actions.resources import Resources
from actions.wording import Wording
from escalation.code_attempts import Left
from knowledge_base.article import Article, Link
from knowledge_base.organisation import load_groups

TODAY = date(2026, 11, 21)
ROOT = Path(__file__).resolve().parents[3]


def article(slug: str, title: str = "Как оформить СНИЛС?", group: str = "documents", **more: Any) -> Article:
    return Article(
        slug=slug,
        group=group,
        title=title,
        questions=("где взять?",),
        short_answer="Приходите с паспортом.",
        sections=(),
        source=Link("Соцфонд", "https://sfr.gov.ru"),
        reviewed=TODAY,
        **more,
    )


@dataclass
class Shelf:
    """A library in memory."""

    articles: dict[str, Article] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=lambda: load_groups(GROUPS))

    async def article(self, slug: str, today: date) -> Article | None:
        found = self.articles.get(slug)
        return found if found is not None and found.holds_on(today) else None

    async def topics(self, group: str, today: date) -> list[Topic]:
        return [
            Topic(a.slug, a.title) for a in self.articles.values() if a.group == group and a.holds_on(today)
        ]


@dataclass
class Drawer:
    """A registry in memory; `error` is raised instead of an answer."""

    applications: dict[str, Application] = field(default_factory=dict)
    error: RegistryError | None = None

    async def find(self, number: str) -> Application | None:
        if self.error is not None:
            raise self.error
        return self.applications.get(number)


@dataclass
class Tally:
    """A count of wrong codes that stands still."""

    standing: Left = field(default_factory=Left)

    async def left(self, case: str | None, conversation: str) -> Left:
        return self.standing


@cache
def wording() -> Wording:
    return Wording.load()


@cache
def glossary() -> Glossary:
    return Glossary.load()


def application(number: str = "12/345678", state: State = State.READY, **more: Any) -> Application:
    return Application(
        id="7",
        number=number,
        service="Замена паспорта",
        state=state,
        state_at=datetime(2026, 11, 19, tzinfo=UTC),
        **more,
    )


def resources(*articles: Article, drawer: Drawer | None = None, left: Left | None = None) -> Resources:
    shelf = Shelf({one.slug: one for one in articles})
    return Resources(wording(), shelf, drawer or Drawer(), Tally(left or Left()), glossary(), lambda: TODAY)


def heard(text: str = "", intent: str = "question", **more: Any) -> Heard:
    entities = tuple({"entity": kind, "value": value} for kind, value in more.pop("entities", {}).items())
    return Heard(text=text, intent=intent, entities=entities, **more)
