"""Alembic's environment: the tables of all rooms, joined here."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

import connectors.tables  # noqa: F401 - its tables belong to escalation's metadata
from actions.applications.tables import Base as ApplicationsBase
from escalation.tables import Base as ConversationsBase
from knowledge_base.tables import Base as KnowledgeBase

METADATA = [ConversationsBase.metadata, KnowledgeBase.metadata, ApplicationsBase.metadata]


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Procrastinate's own tables are not ours to compare."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def run() -> None:
    """Run the migrations in one transaction."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=METADATA, include_name=include_name)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
