"""An article file (Markdown with front matter) read into an Article; every problem with its line."""

import re
from collections.abc import Collection
from pathlib import Path

from knowledge_base import texts
from knowledge_base.article import HEADINGS, SHORT_ANSWER_LIMIT, Article, Audience, Link, Section
from knowledge_base.errors import ArticleError, BrokenArticle
from knowledge_base.front_matter import Fields, Parts, split
from knowledge_base.organisation import Organisation, has_broken_placeholder

KEYS = (
    "title",
    "questions",
    "source",
    "reviewed",
    "hand_over",
    "legal_check",
    "valid_from",
    "valid_until",
    "links",
    "regions",
    "kinds",
    "audience",
)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Block = tuple[str, int, list[str]]
"""Heading ("" before the first one), its line, the lines below it."""

HEADING = re.compile(r"#{1,6}\s*(.*?)[\s#]*$")
URL = re.compile(r"https?://[^\s<>\"]+")


def read_source(path: Path) -> str:
    """The file's text with `\\n` line ends and no byte order mark. Raises BrokenArticle."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _broken(path, 1, texts.UNREADABLE, {"reason": error.strerror or error}) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _broken(path, data[: error.start].count(b"\n") + 1, texts.NOT_UTF8, {}) from error
    if "\0" in text:  # PostgreSQL cannot store it
        raise _broken(path, text[: text.index("\0")].count("\n") + 1, texts.NUL_CHARACTER, {})
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_article(text: str, path: Path, organisation: Organisation, groups: Collection[str]) -> Article:
    """The article in `text`; group and slug come from `path` (`.../<group>/<slug>.md`).

    Raises BrokenArticle with every problem found.
    """
    return _Parser(path, organisation, groups).parse(text)


def _broken(path: Path, line: int, problem: texts.Problem, values: dict[str, object]) -> BrokenArticle:
    what, remedy = problem
    return BrokenArticle([ArticleError(path, line, what.format(**values), remedy.format(**values))])


class _Parser:
    """One pass over one file: goes on after a problem, so that an editor sees all of them."""

    def __init__(self, path: Path, organisation: Organisation, groups: Collection[str]) -> None:
        self.path, self.organisation, self.groups = path, organisation, groups
        self.errors: list[ArticleError] = []

    def parse(self, text: str) -> Article:
        self._check_place()
        self._check_placeholders(text)
        parts = split(text, self._report)
        fields = Fields.parse(parts.yaml, KEYS, self._report) if parts else None
        article = self._article(fields, parts) if fields and parts else None
        if self.errors or article is None:
            raise BrokenArticle(sorted(self.errors, key=lambda error: error.line))
        return article

    def _report(self, line: int, problem: texts.Problem, values: dict[str, object]) -> None:
        self.errors += _broken(self.path, line, problem, values).errors

    def _render(self, text: str) -> str:
        # An unknown placeholder has been reported already; the rest is still worth checking.
        return text if self.organisation.unknown(text) else self.organisation.render(text)

    def _check_place(self) -> None:
        if not SLUG.fullmatch(self.path.stem):
            self._report(1, texts.BAD_SLUG, {"name": self.path.name})
        if self.path.parent.name not in self.groups:
            values = {"group": self.path.parent.name, "known": ", ".join(self.groups)}
            self._report(1, texts.UNKNOWN_GROUP, {**values})

    def _check_placeholders(self, text: str) -> None:
        for number, line in enumerate(text.split("\n"), start=1):
            for name in self.organisation.unknown(line):
                known = ", ".join(sorted(self.organisation.facts))
                self._report(number, texts.UNKNOWN_PLACEHOLDER, {"name": name, "known": known})
            if has_broken_placeholder(line):
                self._report(number, texts.BROKEN_PLACEHOLDER, {})

    def _article(self, fields: Fields, parts: Parts) -> Article | None:
        title, reviewed = fields.text("title"), fields.date("reviewed", required=True)
        questions = fields.strings("questions", required=True)
        source_fields = fields.mapping("source", ("title", "url"))
        source = self._link(source_fields, "source", url_required=False) if source_fields else None
        links = [self._link(item, "links") for item in fields.mappings("links", ("title", "url"))]
        valid_from, valid_until = fields.date("valid_from"), fields.date("valid_until")
        if valid_from and valid_until and valid_until < valid_from:
            self._report(fields.line_of("valid_until"), texts.VALIDITY_REVERSED, {})
        audience = fields.text("audience", required=False) or Audience.CITIZEN
        if audience not in list(Audience):
            self._report(fields.line_of("audience"), texts.BAD_AUDIENCE, {"value": audience})
        hand_over, legal_check = fields.flag("hand_over"), fields.flag("legal_check")
        regions, kinds = fields.strings("regions"), fields.strings("kinds")
        short_answer, sections = self._body(parts)
        if self.errors or title is None or reviewed is None or source is None:
            return None
        return Article(
            slug=self.path.stem,
            group=self.path.parent.name,
            title=self._render(title),
            questions=tuple(self._render(question) for question in questions),
            short_answer=short_answer,
            sections=tuple(sections),
            source=source,
            reviewed=reviewed,
            hand_over=hand_over,
            legal_check=legal_check,
            valid_from=valid_from,
            valid_until=valid_until,
            links=tuple(link for link in links if link),
            regions=regions,
            kinds=kinds,
            audience=Audience(audience),
        )

    def _link(self, fields: Fields, key: str, *, url_required: bool = True) -> Link | None:
        title, url = fields.text("title"), fields.text("url", required=url_required)
        rendered = self._render(url) if url else None
        if rendered and not self.organisation.unknown(rendered) and not URL.fullmatch(rendered):
            self._report(fields.line_of("url"), texts.NOT_A_URL, {"key": key, "value": rendered})
        return Link(self._render(title), rendered) if title else None

    def _body(self, parts: Parts) -> tuple[str, list[Section]]:
        blocks: list[Block] = [("", parts.body_line, [])]
        for number, line in enumerate(parts.body.split("\n"), start=parts.body_line):
            if heading := HEADING.match(line):
                blocks.append((heading[1] if line.startswith("## ") else line.strip(), number, []))
            else:
                blocks[-1][2].append(line)
        _, at, lines = blocks[0]
        short_answer = self._render("\n".join(lines).strip())
        if not short_answer:
            self._report(at, texts.NO_SHORT_ANSWER, {})
        elif len(short_answer) > SHORT_ANSWER_LIMIT:
            values = {"limit": SHORT_ANSWER_LIMIT, "length": len(short_answer)}
            self._report(at, texts.LONG_SHORT_ANSWER, {**values})
        return short_answer, [self._section(block, blocks[1:]) for block in blocks[1:]]

    def _section(self, block: Block, blocks: list[Block]) -> Section:
        heading, line, lines = block
        body = self._render("\n".join(lines).strip())
        if heading not in HEADINGS:
            self._report(line, texts.BAD_HEADING, {"heading": heading, "known": ", ".join(HEADINGS)})
        if any(other == heading and at < line for other, at, _ in blocks):
            self._report(line, texts.REPEATED_HEADING, {"heading": heading})
        if not body:
            self._report(line, texts.EMPTY_SECTION, {"heading": heading})
        return Section(heading, body)
