"""What the stack weighs: resident memory of its processes, rows and bytes of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from benchmarks.memory import tree_pss_mb
from tests.support.processes import Kept

TABLES = (
    "conversations", "inbound_events", "messages", "deliveries", "turns", "tracker_events",
    "procrastinate_jobs", "procrastinate_events", "procrastinate_workers",
)  # fmt: skip
OPEN = {
    "inbound_events": "state IN ('received', 'taken')",
    "deliveries": "state IN ('pending', 'sending')",
    "procrastinate_jobs": "status IN ('todo', 'doing') AND queue_name <> 'timers'",
}


def weigh(dsn: str, kept: Mapping[str, Kept], postgres: int | None) -> dict[str, Any]:
    """`memory_mb` by process, `rows` and `kb` by table, `open` counts what still waits."""
    memory = {name: round(tree_pss_mb([process.pid]), 1) for name, process in kept.items()}
    memory["postgres"] = round(tree_pss_mb([postgres] if postgres else []), 1)
    with psycopg.connect(dsn, autocommit=True) as connection:
        rows, sizes, waiting = {}, {}, {}
        for table in TABLES:
            rows[table] = _number(connection, f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            sizes[table] = _number(connection, f"SELECT pg_total_relation_size('{table}') / 1024")
        for table, condition in OPEN.items():
            waiting[table] = _number(connection, f"SELECT count(*) FROM {table} WHERE {condition}")  # noqa: S608
    return {"memory_mb": memory, "rows": rows, "kb": sizes, "open": waiting}


def _number(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0
