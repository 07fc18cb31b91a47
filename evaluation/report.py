"""What a person reads of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table

from evaluation.confusions import Confusion

SHOWN = 15


def show_figures(figures: Mapping[str, Any]) -> RenderableType:
    """Single figures as a table, each with its interval; lists of figures as tables of their own."""
    table = Table("figure", "value", "95 % interval")
    parts: list[RenderableType] = [table]
    for key, value in figures.items():
        if key.endswith("_ci"):
            continue
        if isinstance(value, list):
            parts.append(_rows(value))
        elif isinstance(value, dict):
            table.add_row(key, ", ".join(f"{name} {count}" for name, count in value.items()), "")
        else:
            limits = figures.get(f"{key}_ci")
            table.add_row(
                key, "–" if value is None else str(value), f"{limits[0]} – {limits[1]}" if limits else ""
            )
    return Group(*parts)


def _rows(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(*(rows[0] if rows else ()))
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table


def show_confusions(confusions: Sequence[Confusion]) -> RenderableType:
    """The worst confusions."""
    table = Table("should be", "was given", "times", "harm", title="What hurts most")
    for confusion in confusions[:SHOWN]:
        table.add_row(confusion.label, confusion.given, str(confusion.count), f"{confusion.harm:g}")
    return table


def show(console: Console, *parts: RenderableType) -> None:
    """Print one after the other."""
    for part in parts:
        console.print(part)
