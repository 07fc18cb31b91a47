"""Tables of conversations, messages, deliveries and tickets: the heart of the product."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Metadata shared by the rooms whose rows belong to a conversation."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        uuid.UUID: UUID(as_uuid=True),
        str: Text,
    }


class ConversationRow(Base):
    """One chat of one citizen on one channel, and who answers in it now."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("channel", "peer"),
        CheckConstraint("owner IN ('bot', 'queue', 'operator')", name="owner"),
        Index("ix_conversations_active_at", "active_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    channel: Mapped[str]
    peer: Mapped[str] = mapped_column(comment="the platform's id of the chat")
    owner: Mapped[str] = mapped_column(server_default="bot")
    epoch: Mapped[int] = mapped_column(BigInteger, server_default="1")
    session: Mapped[int] = mapped_column(Integer, server_default="1", comment="number of the episode")
    last_seq: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    active_at: Mapped[datetime] = mapped_column(server_default=func.now())


class MessageRow(Base):
    """What was said, by whom, numbered without gaps within its conversation."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("turn_id", "ordinal"),
        UniqueConstraint("inbound_id"),
        Index(
            "uq_messages_turn_purpose",
            "turn_id",
            "purpose",
            unique=True,
            postgresql_where=text("purpose IS NOT NULL"),
        ),
        CheckConstraint("author IN ('citizen', 'bot', 'operator', 'system')", name="author"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(BigInteger)
    author: Mapped[str]
    text: Mapped[str]
    buttons: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    sources: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id"))
    inbound_id: Mapped[uuid.UUID | None]
    turn_id: Mapped[uuid.UUID | None]
    ordinal: Mapped[int | None]
    purpose: Mapped[str | None] = mapped_column(comment="of a system message: one a turn and purpose")
    client_id: Mapped[str | None] = mapped_column(unique=True, comment="an operator's send, repeated safely")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DeliveryRow(Base):
    """The way of one outgoing message to its platform."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("message_id"),
        CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'failed', 'unknown', 'withheld')", name="state"
        ),
        Index(
            "ix_deliveries_open",
            "conversation_id",
            "id",
            postgresql_where=text("state IN ('pending', 'sending')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel: Mapped[str]
    author: Mapped[str]
    epoch: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    not_before: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OperatorRow(Base):
    """A person who answers citizens."""

    __tablename__ = "operators"
    __table_args__ = (CheckConstraint("role IN ('operator', 'supervisor', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(server_default="operator")
    password_hash: Mapped[str]
    one_time: Mapped[bool] = mapped_column(Boolean, server_default="true")
    active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    failed_signins: Mapped[int] = mapped_column(Integer, server_default="0")
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OperatorSessionRow(Base):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "operator_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]


class TicketRow(Base):
    """A conversation that waits for a person, or is with one."""

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'claimed', 'closed')", name="state"),
        Index(
            "uq_tickets_conversation_unclosed",
            "conversation_id",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_tickets_queue", "state", "priority", "queued_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    reason: Mapped[str]
    subject: Mapped[str] = mapped_column(server_default="")
    priority: Mapped[int] = mapped_column(SmallInteger, server_default="5", comment="1 first, 9 last")
    state: Mapped[str] = mapped_column(server_default="open")
    turn_id: Mapped[uuid.UUID | None]
    queued_at: Mapped[datetime] = mapped_column(server_default=func.now())
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id"))
    claimed_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    resolution: Mapped[str | None]


class ConsentRow(Base):
    """A citizen's consent, by kind and version of its text."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    kind: Mapped[str]
    version: Mapped[str]
    turn_id: Mapped[uuid.UUID | None]
    given_at: Mapped[datetime] = mapped_column(server_default=func.now())
    withdrawn_at: Mapped[datetime | None]


class SatisfactionRow(Base):
    """A citizen's mark of one episode: asked once, given once."""

    __tablename__ = "satisfaction_marks"
    __table_args__ = (
        UniqueConstraint("conversation_id", "session"),
        CheckConstraint("mark BETWEEN 1 AND 5", name="mark"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    session: Mapped[int]
    mark: Mapped[int] = mapped_column(SmallInteger)
    turn_id: Mapped[uuid.UUID | None]
    given_at: Mapped[datetime] = mapped_column(server_default=func.now())


class CodeAttemptsRow(Base):
    """Wrong access codes of the last day for one case, or from one conversation: see `code_attempts.py`."""

    __tablename__ = "code_attempts"
    __table_args__ = (
        CheckConstraint("kind IN ('application', 'conversation')", name="kind"),
        Index("ix_code_attempts_last_at", "last_at"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True, comment="id of the case or of the conversation")
    wrong_at: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)))
    last_at: Mapped[datetime]


class JournalRow(Base):
    """What happened, by ids alone: never a text or a personal number. Rows are only ever added."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_conversation_id", "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    event: Mapped[str]
    conversation_id: Mapped[uuid.UUID | None]
    epoch: Mapped[int | None] = mapped_column(BigInteger)
    owner: Mapped[str | None]
    ticket_id: Mapped[int | None] = mapped_column(BigInteger)
    operator_id: Mapped[int | None] = mapped_column(BigInteger)
    turn_id: Mapped[uuid.UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
