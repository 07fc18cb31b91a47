"""The searchable state of the knowledge base, read from PostgreSQL in one consistent view."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import IsolationLevel
from psycopg.rows import tuple_row

from knowledge_base.errors import SearchError
from knowledge_base.passage import PassageKind
from knowledge_base.search import IndexedPassage
from knowledge_base.vectors import FLOAT32

Vector = NDArray[np.float32]

# Articles long past their dates are left out to save memory; the day itself is judged at the question.
PASSAGES = """
    select p.id, v.slug, v.title, p.kind, p.text, p.text_hash, v.valid_from, v.valid_until
    from articles a
    join article_versions v on v.id = a.current_version_id
    join passages p on p.version_id = v.id
    where a.withdrawn_at is null and (v.valid_until is null or v.valid_until >= current_date - 2)
    order by v.slug, p.ordinal
"""
VECTORS = "select text_hash, vector from vectors where fingerprint = %s and text_hash = any(%s)"
# Changes whenever what PASSAGES and VECTORS return does.
MARK = """
    select md5(coalesce(string_agg(
               concat_ws(' ', slug, current_version_id, withdrawn_at is null), ',' order by slug), '')),
           (select coalesce(max(id), 0) from passages),
           (select count(*) from vectors where fingerprint = %s)
    from articles
"""


@dataclass(frozen=True)
class Snapshot:
    """Passages of the current versions with their vectors, row by row."""

    passages: list[IndexedPassage]
    vectors: Vector  # float32 [len(passages), dimension]; zeros where missing
    missing: int  # passages without a vector
    fingerprint: str
    mark: tuple[object, ...]


def load_snapshot(
    connection: psycopg.Connection[tuple[object, ...]],
    fingerprint: str,
    dimension: int,
    known: Mapping[str, Vector] | None = None,
) -> Snapshot:
    """Read passages and their vectors by the encoder `fingerprint` of `dimension`.

    Vectors already `known` by text hash are not fetched again. Raises SearchError for a stored
    vector of another dimension and psycopg.Error when the database cannot be asked.
    """
    known = known or {}
    previous = connection.isolation_level
    connection.isolation_level = IsolationLevel.REPEATABLE_READ  # passages and vectors of one moment
    try:
        with connection.transaction(), connection.cursor(row_factory=tuple_row) as cursor:
            mark = read_mark(connection, fingerprint)
            rows = cursor.execute(PASSAGES).fetchall()
            unknown = list({row[5] for row in rows} - known.keys())
            fetched = (
                cursor.execute(VECTORS, (fingerprint, unknown), binary=True).fetchall() if unknown else []
            )
    finally:
        connection.isolation_level = previous
    passages = [
        IndexedPassage(row[0], row[1], row[2], PassageKind(row[3]), row[4], row[5], row[6], row[7])
        for row in rows
    ]
    by_hash = {**known, **{text_hash: _vector(data, dimension) for text_hash, data in fetched}}
    vectors = np.zeros((len(passages), dimension), dtype=np.float32)
    missing = 0
    for row, passage in enumerate(passages):
        vector = by_hash.get(passage.text_hash)
        if vector is None:
            missing += 1
        else:
            vectors[row] = vector
    return Snapshot(passages, vectors, missing, fingerprint, mark)


def read_mark(connection: psycopg.Connection[tuple[object, ...]], fingerprint: str) -> tuple[object, ...]:
    """A value that changes when the searchable state does; cheap enough to poll."""
    row = connection.execute(MARK, (fingerprint,)).fetchone()
    return tuple(row) if row else ()


def _vector(data: bytes, dimension: int) -> Vector:
    vector = np.frombuffer(data, dtype=FLOAT32)
    if vector.shape != (dimension,):
        raise SearchError(
            f"a stored vector has {vector.size} numbers, the encoder makes {dimension}: "
            "the fingerprint is of another encoder; compute the vectors again"
        )
    return vector
