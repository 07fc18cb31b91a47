"""An article as data: what is asked, what is answered, where it is published, when it holds."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

SHORT_ANSWER_LIMIT = 500
QUESTIONS_LEAST, QUESTIONS_MOST = 8, 15
HEADINGS = (
    "Как сделать",
    "Условия",
    "Что подготовить",
    "Где и когда",
    "Сколько ждать",
    "Если не получилось",
    "Важно",
)


class Audience(StrEnum):
    """Whom the article is for."""

    CITIZEN = "citizen"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Link:
    """A page with its title; a source may have no address (a paper letter)."""

    title: str
    url: str | None = None


@dataclass(frozen=True)
class Section:
    """A part of the body: heading (one of HEADINGS) and Markdown with placeholders filled in."""

    heading: str
    body: str


@dataclass(frozen=True)
class Article:
    """One article with the organisation's facts filled in. Texts are Markdown."""

    slug: str
    group: str
    title: str
    questions: tuple[str, ...]
    short_answer: str
    sections: tuple[Section, ...]
    source: Link
    reviewed: date
    hand_over: bool = False  # after the answer a person is offered
    legal_check: bool = False  # a legal editor still has to confirm it
    valid_from: date | None = None  # first day shown
    valid_until: date | None = None  # last day shown
    links: tuple[Link, ...] = ()
    regions: tuple[str, ...] = ()  # it is for these alone; none: for all
    kinds: tuple[str, ...] = ()  # of organisations, in the same way
    audience: Audience = Audience.CITIZEN

    def holds_on(self, day: date) -> bool:
        """Whether a citizen may be shown the article on `day`; both limits are included."""
        return holds(self.valid_from, self.valid_until, day)

    def is_for(self, region: str | None, kind: str | None) -> bool:
        """Whether an organisation of this region and kind answers with it; None is not told and fits all."""
        return _includes(self.regions, region) and _includes(self.kinds, kind)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types, for the column `parsed`."""
        fields = asdict(self)
        for name in ("reviewed", "valid_from", "valid_until"):
            fields[name] = fields[name] and fields[name].isoformat()
        if not self.kinds:  # as versions were before there were kinds: the same article has the same hash
            del fields["kinds"]
        return fields

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Self:
        """The article that `to_json` described."""
        return cls(
            slug=fields["slug"],
            group=fields["group"],
            title=fields["title"],
            questions=tuple(fields["questions"]),
            short_answer=fields["short_answer"],
            sections=tuple(Section(**section) for section in fields["sections"]),
            source=Link(**fields["source"]),
            reviewed=date.fromisoformat(fields["reviewed"]),
            hand_over=fields["hand_over"],
            legal_check=fields["legal_check"],
            valid_from=_day(fields["valid_from"]),
            valid_until=_day(fields["valid_until"]),
            links=tuple(Link(**link) for link in fields["links"]),
            regions=tuple(fields["regions"]),
            kinds=tuple(fields.get("kinds", ())),
            audience=Audience(fields["audience"]),
        )


def holds(valid_from: date | None, valid_until: date | None, day: date) -> bool:
    """Whether `day` is inside the two limits, each included; None is no limit."""
    return (valid_from is None or valid_from <= day) and (valid_until is None or day <= valid_until)


def _includes(names: tuple[str, ...], name: str | None) -> bool:
    return not names or name is None or _fold(name) in map(_fold, names)


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
