"""The live index follows the database, and serves on when it is away."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from evaluation.ports import free_port
from knowledge_base.importing import import_articles
from knowledge_base.live import LiveIndex
from knowledge_base.store import withdraw
from knowledge_base.vectors import embed_missing
from tests.support.postgres import Database, PostgresServer
from tests.unit.knowledge_base.samples import (
    ARTICLE,
    CALIBRATION,
    GROUPS,
    ORGANISATION,
    TODAY,
    HashEncoder,
    lemmatise,
    write_article,
)

ENCODER = HashEncoder()


@contextmanager
def following(dsn: str, poll_seconds: float = 30.0) -> Iterator[LiveIndex]:
    index = LiveIndex(dsn, "toy", ENCODER.dimension, lemmatise, CALIBRATION, lambda: TODAY, poll_seconds)
    try:
        yield index
    finally:
        index.close()


def found(index: LiveIndex, text: str = "потерял снилс") -> list[str]:
    return [hit.article for hit in index.search(ENCODER.encode_query(text), text)]


def wait_until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not within the deadline"
        time.sleep(0.02)


async def publish(database: Database, folder: Path) -> None:
    async with database.sessions() as session:
        await import_articles(session, folder, ORGANISATION, GROUPS)
        await session.commit()
        await embed_missing(session, ENCODER)


async def test_changes_take_effect_at_once(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path)
    with following(database.url) as index:
        assert index.state().loaded_at is None
        assert found(index) == []
        assert index.start(wait_seconds=10)
        await publish(database, tmp_path)
        wait_until(lambda: index.state().passages == 6 and index.state().missing == 0)
        assert found(index) == ["snils"]
        write_article(
            tmp_path, "tax", ARTICLE.replace("СНИЛС", "налог").replace("снилс", "налог"), "payments"
        )
        await publish(database, tmp_path)
        wait_until(lambda: found(index, "налог")[:1] == ["tax"])
        async with database.sessions() as session, session.begin():
            await withdraw(session, "snils")
        wait_until(lambda: found(index) == ["tax"], 2.0)
        assert index.state().connected
        assert index.state().calibrated


async def test_lost_notification_is_made_up_by_polling(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path)
    await publish(database, tmp_path)
    with following(database.url, poll_seconds=0.5) as index:
        assert index.start(wait_seconds=10)
        with psycopg.connect(database.dsn) as connection:  # by hand, without pg_notify
            connection.execute("update articles set withdrawn_at = now()")
        wait_until(lambda: found(index) == [], 5.0)


async def test_database_restarted(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "server", free_port())
    try:
        with server.fresh() as database:
            write_article(tmp_path / "articles")
            await publish(database, tmp_path / "articles")
            with following(database.dsn) as index:
                assert index.start(wait_seconds=10)
                server.server.stop()
                wait_until(lambda: not index.state().connected)
                assert found(index) == ["snils"]
                server.server.start()
                wait_until(lambda: index.state().connected)
                async with database.sessions() as session, session.begin():
                    await withdraw(session, "snils")
                wait_until(lambda: found(index) == [], 5.0)
    finally:
        server.stop()


def test_start_without_a_database() -> None:
    with following(f"postgresql://localhost:{free_port()}/none") as index:
        assert not index.start(wait_seconds=1.0)
        assert found(index) == []
        assert not index.state().connected


async def test_unusable_vector_leaves_the_last_good_state(database: Database, tmp_path: Path) -> None:
    write_article(tmp_path)
    await publish(database, tmp_path)
    with following(database.url) as index:
        assert index.start(wait_seconds=10)
        write_article(tmp_path, "other", ARTICLE.replace("потерял снилс", "украли снилс"))
        async with database.sessions() as session, session.begin():
            await import_articles(session, tmp_path, ORGANISATION, GROUPS)
        wait_until(lambda: index.state().missing == 1)
        with psycopg.connect(database.dsn) as connection:
            connection.execute(
                "insert into vectors select 'toy', text_hash, %s from passages where text like 'украли%%'",
                (b"1234",),
            )
            connection.execute("select pg_notify('otklik_kb', '')")
        wait_until(lambda: not index.state().connected)
        assert set(found(index)) == {"snils", "other"}
