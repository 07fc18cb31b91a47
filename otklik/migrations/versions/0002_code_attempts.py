"""Wrong access codes are counted over all conversations; cases get an id; conversations by last activity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "applications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
    )
    op.create_unique_constraint(op.f("uq_applications_id"), "applications", ["id"])
    op.create_table(
        "code_attempts",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="id of the case or of the conversation"),
        sa.Column("wrong_at", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('application', 'conversation')", name=op.f("ck_code_attempts_kind")),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_code_attempts")),
    )
    op.create_index("ix_code_attempts_last_at", "code_attempts", ["last_at"], unique=False)
    op.create_index("ix_conversations_active_at", "conversations", ["active_at"], unique=False)


def downgrade() -> None:
    raise RuntimeError("the schema only goes forward: restore the database from a backup instead")
