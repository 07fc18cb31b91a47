"""What a citizen reads: an article worded as one plain message."""

from dataclasses import dataclass
from datetime import date

from knowledge_base import texts
from knowledge_base.article import Article, Link
from knowledge_base.plain import to_plain

# VK takes 4096 characters a message and Telegram as many: room is left for a greeting and buttons' hints.
ANSWER_LIMIT = 3500


@dataclass(frozen=True)
class Answer:
    """A worded article."""

    text: str  # plain, at most ANSWER_LIMIT characters
    source: Link
    reviewed: date
    links: tuple[Link, ...]
    hand_over: bool  # offer a person after it


def word_answer(article: Article, limit: int = ANSWER_LIMIT) -> Answer:
    """Title, short answer, sections, links and source with its date, in at most `limit` characters.

    What does not fit is cut at the end of a line and said to be cut: half a list of documents
    without a word would send a citizen to the counter unprepared.
    """
    head = f"{article.title}\n\n{to_plain(article.short_answer)}"
    body = "".join(
        f"\n\n{texts.SECTION_HEADING.format(heading=section.heading)}\n{to_plain(section.body)}"
        for section in article.sections
    )
    tail = _tail(article, with_links=True)
    if len(head) + len(tail) > limit:  # the source stays when the links have to go
        tail = _tail(article, with_links=False)
    room = limit - len(head) - len(tail)
    if len(body) > room:
        note = f"\n\n{texts.SHORTENED}"
        body = _cut(body, room - len(note)) + note
    return Answer(
        text=(head + body + tail)[:limit],
        source=article.source,
        reviewed=article.reviewed,
        links=article.links,
        hand_over=article.hand_over,
    )


def _tail(article: Article, *, with_links: bool) -> str:
    blocks = []
    if article.regions:
        blocks.append(texts.REGIONS.format(regions=", ".join(article.regions)))
    links = [texts.LINK.format(title=link.title, url=link.url) for link in article.links]
    if links and with_links:
        blocks.append("\n".join([texts.LINKS_HEADING, *links]))
    reviewed = texts.russian_date(article.reviewed)
    blocks.append(texts.SOURCE.format(title=article.source.title, reviewed=reviewed))
    return "".join(f"\n\n{block}" for block in blocks)


def _cut(body: str, room: int) -> str:
    lines = body[: max(room, 0) + 1].split("\n")[:-1]
    # A heading with nothing below it says nothing.
    while lines and (not lines[-1] or lines[-1].endswith(":")):
        lines.pop()
    return "\n".join(lines)
