"""Vectors in a real database: computed once a text, kept batch by batch."""

from pathlib import Path

import numpy as np
import psycopg
import pytest

from knowledge_base.errors import SearchError
from knowledge_base.importing import import_articles
from knowledge_base.passage import PassageKind
from knowledge_base.snapshot import load_snapshot
from knowledge_base.store import withdraw
from knowledge_base.vectors import embed_missing, missing_vectors
from tests.support.postgres import Database
from tests.unit.knowledge_base.samples import ARTICLE, GROUPS, ORGANISATION, HashEncoder, write_article

PASSAGES = 6


@pytest.fixture
async def imported(database: Database, tmp_path: Path) -> Database:
    write_article(tmp_path)
    async with database.sessions() as session, session.begin():
        await import_articles(session, tmp_path, ORGANISATION, GROUPS)
    return database


async def test_only_what_is_missing_is_computed(imported: Database, tmp_path: Path) -> None:
    encoder, told = HashEncoder(), []
    async with imported.sessions() as session:
        done = await embed_missing(session, encoder, lambda *now: told.append(now), batch_size=4)
        assert done == PASSAGES
        assert told == [(4, PASSAGES), (6, PASSAGES)]
        assert await embed_missing(session, encoder) == 0
        assert await missing_vectors(session, "toy") == {}
        assert len(await missing_vectors(session, "another")) == PASSAGES
    write_article(tmp_path, text=ARTICLE.replace("потерял снилс", "утратил снилс"))
    async with imported.sessions() as session, session.begin():
        await import_articles(session, tmp_path, ORGANISATION, GROUPS)
    async with imported.sessions() as session:
        assert list((await missing_vectors(session, "toy")).values()) == ["утратил снилс что делать"]


async def test_interrupted_run_goes_on(imported: Database) -> None:
    class Failing(HashEncoder):
        def encode_passages(self, texts, batch_size=32):  # type: ignore[no-untyped-def]
            if self.encoded >= 4:
                raise RuntimeError("killed")
            return super().encode_passages(texts, batch_size)

    with pytest.raises(RuntimeError, match="killed"):
        async with imported.sessions() as session:
            await embed_missing(session, Failing(), batch_size=4)
    encoder = HashEncoder()
    async with imported.sessions() as session:
        assert await embed_missing(session, encoder, batch_size=4) == encoder.encoded == 2


async def test_snapshot(imported: Database) -> None:
    encoder = HashEncoder()
    with psycopg.connect(imported.dsn, autocommit=True) as connection:
        empty = load_snapshot(connection, "toy", encoder.dimension)
        assert (len(empty.passages), empty.missing) == (PASSAGES, PASSAGES)
        assert not empty.vectors.any()
        async with imported.sessions() as session:
            await embed_missing(session, encoder)
        full = load_snapshot(connection, "toy", encoder.dimension)
        assert full.missing == 0
        assert full.mark != empty.mark
        assert full.passages[0].kind is PassageKind.TITLE
        np.testing.assert_array_equal(
            full.vectors, encoder.encode_passages([passage.text for passage in full.passages])
        )
        rows = zip(full.passages, full.vectors, strict=True)
        known = {passage.text_hash: vector for passage, vector in rows}
        np.testing.assert_array_equal(load_snapshot(connection, "toy", 64, known).vectors, full.vectors)
        with pytest.raises(SearchError, match="compute the vectors again"):
            load_snapshot(connection, "toy", 32)
        async with imported.sessions() as session, session.begin():
            await withdraw(session, "snils")
        gone = load_snapshot(connection, "toy", 64)
        assert gone.passages == []
        assert gone.mark != full.mark
