"""The part of an article that speaks to a question about its subject: «а сколько ждать?»"""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.article import Article
from knowledge_base.plain import to_plain
from nlu.aspects import Aspect, aspects_of

SHORTEST_STEM = 4  # letters; «банк» is found in «банка» and «банкомат», «где» is not looked for
ENDING = 2  # letters of a lemma that may differ in a text


@dataclass(frozen=True)
class Part:
    """The short answer (no heading) or a section, as plain text."""

    heading: str | None
    text: str


def find_part(article: Article, question: str, words: Sequence[str] = ()) -> Part | None:
    """The part that tells what `question` asks, None when no part does.

    `question` is a normal form, `words` the lemmas in it that name something. What is asked first (the
    price, the term, the papers) has to be told; without such an aspect the words have to be there.
    """
    aspects = aspects_of(question)
    if not aspects and not words:
        aspects = aspects_of("не получилось")  # «а если уже сделали?»
    sections = (Part(section.heading, to_plain(section.body)) for section in article.sections)
    parts = [Part(None, to_plain(article.short_answer)), *sections]
    best = max(parts, key=lambda part: _points(part, aspects, words))
    told = bool(aspects) and _tells(best, aspects[0])
    if not aspects or aspects[0].person:
        told = told or bool(_matches(best, words))
    return best if told else None


def _points(part: Part, aspects: Sequence[Aspect], words: Sequence[str]) -> int:
    """An aspect's own section, what was asked first, and the question's words weigh more than a mention."""
    own = any(aspect.heading == part.heading for aspect in aspects if aspect.heading)
    first = bool(aspects) and _tells(part, aspects[0])
    mentions = sum(_tells(part, aspect) for aspect in aspects)
    return 3 * own + 2 * first + 2 * _matches(part, words) + mentions


def _tells(part: Part, aspect: Aspect) -> bool:
    return (aspect.heading is not None and aspect.heading == part.heading) or bool(
        aspect.told.search(part.text)
    )


def _matches(part: Part, words: Sequence[str]) -> int:
    text = part.text.lower().replace("ё", "е")
    stems = {word[: max(SHORTEST_STEM, len(word) - ENDING)] for word in words if len(word) >= SHORTEST_STEM}
    return sum(stem in text for stem in stems)
