"""An article as passages: the pieces that are encoded and searched."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.article import Article
from knowledge_base.plain import to_plain

# A passage longer than this says several things at once, and its vector none of them.
PASSAGE_LIMIT = 600
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


class PassageKind(StrEnum):
    """Which part of an article a passage is."""

    TITLE = "title"
    QUESTION = "question"
    ANSWER = "answer"
    SECTION = "section"


@dataclass(frozen=True)
class Passage:
    """One searchable piece of an article."""

    ordinal: int  # place in the article, from 0
    kind: PassageKind
    text: str

    @property
    def text_hash(self) -> str:
        """SHA-256, hex: the key of the text's vector."""
        return hash_text(self.text)


def hash_text(text: str) -> str:
    """SHA-256 of the UTF-8 text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def make_passages(article: Article) -> list[Passage]:
    """Title, each example question, short answer, each section (in pieces if long), in this order."""
    return [Passage(ordinal, kind, text) for ordinal, (kind, text) in enumerate(_pieces(article))]


def _pieces(article: Article) -> Iterator[tuple[PassageKind, str]]:
    yield PassageKind.TITLE, article.title
    for question in article.questions:
        yield PassageKind.QUESTION, question
    yield PassageKind.ANSWER, to_plain(article.short_answer)
    for section in article.sections:
        for piece in split_long(to_plain(section.body)):
            # A list of documents says nothing without what it is for.
            yield PassageKind.SECTION, f"{article.title} {section.heading}: {piece}"


def split_long(text: str, limit: int = PASSAGE_LIMIT) -> Iterator[str]:
    """Pieces of about `limit` characters, cut at the ends of lines and sentences, else at a space."""
    piece = ""
    for part in SENTENCE_END.split(text):
        for bit in _bits(part.strip(), limit):
            if piece and len(piece) + 1 + len(bit) > limit:
                yield piece
                piece = bit
            else:
                piece = f"{piece} {bit}".strip()
    if piece:
        yield piece


def _bits(sentence: str, limit: int) -> Iterator[str]:
    while len(sentence) > limit:
        at = sentence.rfind(" ", 0, limit)
        at = at if at > 0 else limit
        yield sentence[:at]
        sentence = sentence[at:].strip()
    if sentence:
        yield sentence
