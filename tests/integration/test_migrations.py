"""The schema the migrations leave is that of the tables, also where there was data before."""

from __future__ import annotations

from typing import Any

import psycopg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import connectors.tables  # noqa: F401 - its tables belong to escalation's metadata
from actions.applications.tables import Base as ApplicationsBase
from escalation.tables import Base as ConversationsBase
from knowledge_base.tables import Base as KnowledgeBase
from otklik.database import alembic_config, sqlalchemy_url, upgrade
from tests.support.postgres import Database

METADATA = [ConversationsBase.metadata, KnowledgeBase.metadata, ApplicationsBase.metadata]


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def test_the_tables_are_what_the_code_says(database: Database) -> None:
    engine = create_engine(sqlalchemy_url(database.url), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"target_metadata": METADATA, "include_name": ours}
        )
        # Alembic takes a sequence, which its annotation leaves out.
        assert compare_metadata(context, METADATA) == []  # type: ignore[arg-type]


def test_cases_that_were_there_are_given_ids(database: Database) -> None:
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        command.upgrade(alembic_config(database.url), "0001")
        connection.execute(
            "INSERT INTO applications (number, number_shown, service, state, state_at)"
            " SELECT 'A-' || n, 'A-' || n, 'Справка', 'ready', now() FROM generate_series(100, 104) AS n"
        )
        assert upgrade(database.url)
        found = connection.execute("SELECT count(DISTINCT id), count(*) FROM applications").fetchone()
        assert found == (5, 5)
        assert not upgrade(database.url)
