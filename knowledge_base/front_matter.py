"""Front matter of an article file: YAML whose every value knows its line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import yaml

from knowledge_base import texts

Report = Callable[[int, texts.Problem, dict[str, object]], None]
"""Takes a line, a problem and what to fill into its wording."""


@dataclass(frozen=True)
class Parts:
    """A file cut in two; `body_line` is the line on which the body begins."""

    yaml: str
    body: str
    body_line: int


def split(text: str, report: Report) -> Parts | None:
    """Cut `text` at its two `---` lines; None when they are not there (reported)."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        report(1, texts.NO_FRONT_MATTER, {})
        return None
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == "---":
            return Parts("\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1)
    report(1, texts.FRONT_MATTER_OPEN, {})
    return None


class Fields:
    """The mapping of a front matter, read key by key; every problem is reported with its line."""

    def __init__(self, node: yaml.Node | None, line: int, known: tuple[str, ...], report: Report) -> None:
        self.line = line
        self._report = report
        self._nodes: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            report(line, texts.NOT_A_MAPPING, {})
            return
        for key, value in node.value:
            at, name = line_of(key), str(key.value)
            if name not in known:
                report(at, texts.UNKNOWN_KEY, {"key": name, "known": ", ".join(known)})
            elif name in self._nodes:
                report(at, texts.REPEATED_KEY, {"key": name})
            else:
                self._nodes[name] = value

    @classmethod
    def parse(cls, source: str, known: tuple[str, ...], report: Report) -> "Fields | None":
        """Read the YAML between the `---` lines (it begins on line 2 of the file)."""
        try:
            # The safe loader only; compose keeps the marks that construct would drop.
            node = yaml.compose(source, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            reason = error.problem or "?"
            report(mark.line + 2 if mark else 1, texts.BAD_YAML, {"reason": reason})
            return None
        except yaml.YAMLError as error:
            report(1, texts.BAD_YAML, {"reason": " ".join(str(error).split())})
            return None
        return cls(node, 1, known, report)

    def line_of(self, key: str) -> int:
        """Line of the key's value, or of the mapping when the key is absent."""
        node = self._nodes.get(key)
        return line_of(node) if node else self.line

    def text(self, key: str, *, required: bool = True) -> str | None:
        """A non-empty string, or None."""
        node = self._get(key, required)
        return self._text(node, key) if node else None

    def date(self, key: str, *, required: bool = False) -> date | None:
        """A calendar date, or None."""
        node = self._get(key, required)
        value = self._text(node, key) if node else None
        if value is None or node is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._report(line_of(node), texts.NOT_A_DATE, {"key": key, "value": value})
            return None

    def flag(self, key: str) -> bool:
        """true or false; absent is False."""
        node = self._get(key, required=False)
        value = self._text(node, key) if node else "false"
        if node and value is not None and value not in ("true", "false"):
            self._report(line_of(node), texts.NOT_A_FLAG, {"key": key, "value": value})
        return value == "true"

    def strings(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of non-empty strings; absent is empty."""
        found = (self._text(item, key) for item in self._items(key, required))
        return tuple(value for value in found if value is not None)

    def mapping(self, key: str, known: tuple[str, ...]) -> "Fields | None":
        """The mapping under a required key."""
        node = self._get(key, required=True)
        return Fields(node, line_of(node), known, self._report) if node else None

    def mappings(self, key: str, known: tuple[str, ...]) -> "list[Fields]":
        """A list of mappings; absent is empty."""
        return [Fields(item, line_of(item), known, self._report) for item in self._items(key, required=False)]

    def _get(self, key: str, required: bool) -> yaml.Node | None:
        node = self._nodes.get(key)
        if node is None and required:
            self._report(self.line, texts.MISSING_KEY, {"key": key})
        return node

    def _items(self, key: str, required: bool) -> list[yaml.Node]:
        node = self._get(key, required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self._report(line_of(node), texts.NOT_A_LIST, {"key": key})
            return []
        return list(node.value)

    def _text(self, node: yaml.Node, key: str) -> str | None:
        if not isinstance(node, yaml.ScalarNode) or node.tag.endswith(":null") or not node.value.strip():
            self._report(line_of(node), texts.NOT_TEXT, {"key": key})
            return None
        return str(node.value).strip()


def line_of(node: yaml.Node) -> int:
    """Line of a node in the file; the YAML begins on the second line."""
    return int(node.start_mark.line) + 2
