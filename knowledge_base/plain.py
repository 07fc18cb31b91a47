"""Markdown to plain text that reads well in a messenger: numbered steps, dashes, no markup left."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

DASH = "– "
INDENT = "   "


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # No HTML: a tag in an article stays the text it is.
    return MarkdownIt("commonmark", {"html": False})


def to_plain(markdown: str) -> str:
    """Plain text of a Markdown fragment; a link becomes `title (url)`, a blank line parts paragraphs."""
    lines: list[str] = []
    lists: list[int | None] = []  # next number of each open list, None for a list of dashes
    marker = ""
    for token in _parser().parse(markdown):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                marker = INDENT if lists else ""
            case "list_item_open":
                number = lists[-1]
                marker = DASH if number is None else f"{number}. "
                lists[-1] = None if number is None else number + 1
            case "paragraph_open" | "fence" | "code_block" if lines and not lists:
                lines.append("")
        if token.type in ("inline", "fence", "code_block"):
            text = "".join(_inline(token.children)) if token.children else token.content.strip()
            lines += _indented(text, marker, len(lists))
            marker = INDENT if lists else ""
    return "\n".join(lines)


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    url: str | None = None
    since = ""  # text of the open link
    for token in tokens:
        match token.type:
            case "link_open":
                url, since = str(token.attrGet("href") or ""), ""
            case "link_close":
                # An address that is its own title is said once.
                yield "" if since == url else f" ({url})"
                url = None
            case "softbreak" | "hardbreak":
                yield " " if token.type == "softbreak" else "\n"
            case _:
                since += token.content
                yield token.content  # empty for the marks of emphasis


def _indented(text: str, marker: str, depth: int) -> list[str]:
    first, *rest = text.split("\n")
    outer = INDENT * (depth - 1)
    return [outer + marker + first, *(INDENT * depth + line for line in rest)]
