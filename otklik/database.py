"""The database: addresses, engine, migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from otklik.idle_connections import try_idle_connections
from otklik.problem import Problem

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 7_203_115


def plain_dsn(address: str) -> str:
    """The address for libpq: `postgresql://…`, whatever driver it named."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


def sqlalchemy_url(address: str) -> str:
    """The address for SQLAlchemy: `postgresql+psycopg://…`."""
    return make_url(address).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def make_engine(address: str, *, pool_size: int = 10, max_overflow: int = 10) -> AsyncEngine:
    """An async engine whose idle connections are tried before use and give up waiting after 5 s.

    The connection used last is used next: few are kept busy, with what the server has prepared for them.
    """
    engine = create_async_engine(
        sqlalchemy_url(address),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_use_lifo=True,
        pool_timeout=5,
        hide_parameters=True,  # a traceback must not show what a citizen wrote
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c lock_timeout=10s"},
    )
    try_idle_connections(engine)
    return engine


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose rows stay readable after the commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


def alembic_config(address: str) -> Config:
    """Alembic's configuration; it has no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = sqlalchemy_url(address)
    return config


def revisions(address: str) -> tuple[str | None, str]:
    """The schema's present revision and the newest one this code knows.

    Raises `Problem` when the database cannot be reached.
    """
    script = ScriptDirectory.from_config(alembic_config(address))
    head = script.get_current_head()
    if head is None:
        raise Problem("there are no migrations", "restore otklik/migrations from the repository")
    with _connected(address) as connection:
        return MigrationContext.configure(connection).get_current_revision(), head


def _connected(address: str) -> Any:
    engine = create_engine(sqlalchemy_url(address), poolclass=NullPool, connect_args={"connect_timeout": 5})
    try:
        return engine.connect()
    except Exception as error:
        shown = make_url(address).render_as_string(hide_password=True)
        raise Problem(
            f"the database cannot be reached at {shown} ({type(error).__name__})",
            "start it, or correct DATABASE_URL",
        ) from error


def upgrade(address: str) -> bool:
    """Bring the schema to the newest revision. Returns whether anything changed.

    Raises `Problem` when the database cannot be reached or its schema is newer than this code.
    """
    script = ScriptDirectory.from_config(alembic_config(address))
    present, head = revisions(address)
    if present is not None and present not in {revision.revision for revision in script.walk_revisions()}:
        raise Problem(
            f"the database's schema ({present}) is newer than this code ({head})",
            "update the code, or restore the database from before the update",
        )
    if present == head:
        return False
    with psycopg.connect(plain_dsn(address), connect_timeout=5, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        command.upgrade(alembic_config(address), "head")
    return True
