"""Fill the table of applications from a CSV export."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from actions.applications.csv_row import COLUMNS, REQUIRED, BadRow, parse_row
from actions.applications.tables import ApplicationRow

BATCH = 500


class BadFile(ValueError):
    """The file as a whole cannot be imported; the text names the file and what to do."""


@dataclass(frozen=True)
class BadLine:
    """A line that was left out. `line` counts from 1, the heading being line 1."""

    line: int
    what: str


@dataclass
class Report:
    """What an import did."""

    written: int = 0  # new or changed
    unchanged: int = 0
    bad: list[BadLine] = field(default_factory=list)


async def import_csv(session: AsyncSession, path: Path, zone: tzinfo = UTC) -> Report:
    """Insert or update the applications of the file; bad lines are named and left out. The caller commits.

    Columns: number, service, state, state_at, and where known state_text, expected_on, reason,
    action_required, office, access_code. Separated by semicolons, commas or tabs, UTF-8.
    Raises `BadFile` when the file cannot be read or has other columns: names and addresses of
    citizens have no place in this table.
    """
    report = Report()
    batch: dict[str, dict[str, Any]] = {}
    for line, fields in _lines(path):
        try:
            values = parse_row(fields, zone)
        except BadRow as error:
            report.bad.append(BadLine(line, str(error)))
            continue
        batch[values["number"]] = values  # of two lines about one case the later counts
        if len(batch) >= BATCH:
            await _write(session, batch, report)
            batch = {}
    await _write(session, batch, report)
    return report


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadFile(f"{path}: файл не читается ({error.strerror}); проверьте путь и права") from error
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: файл не в кодировке UTF-8; сохраните его в UTF-8") from error
    heading = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=heading.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    columns = [column.strip() for column in reader.fieldnames or []]
    reader.fieldnames = columns
    missing = [column for column in REQUIRED if column not in columns]
    unknown = [column for column in columns if column not in COLUMNS]
    if missing:
        raise BadFile(f"{path}: нет столбцов {', '.join(missing)}; образец – actions/applications/sample.csv")
    if unknown:
        known = ", ".join(COLUMNS)
        raise BadFile(f"{path}: лишние столбцы {', '.join(unknown)}; удалите их, допустимы {known}")
    for fields in reader:
        yield reader.line_num, fields


async def _write(session: AsyncSession, batch: dict[str, dict[str, Any]], report: Report) -> None:
    if not batch:
        return
    statement = insert(ApplicationRow).values(list(batch.values()))
    new = statement.excluded
    changeable = [name for name in next(iter(batch.values())) if name != "number"]
    upsert = statement.on_conflict_do_update(
        index_elements=[ApplicationRow.number],
        set_={**{name: new[name] for name in changeable}, "updated_at": func.now()},
        where=or_(*(getattr(ApplicationRow, name).is_distinct_from(new[name]) for name in changeable)),
    ).returning(ApplicationRow.number)
    written = len((await session.scalars(upsert)).all())
    report.written += written
    report.unchanged += len(batch) - written
