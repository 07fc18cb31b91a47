"""Tables of inbound events, turns and the dialogue engine's events."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from escalation.tables import Base


class InboundRow(Base):
    """A platform's update as it came, stored before it is acknowledged."""

    __tablename__ = "inbound_events"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        CheckConstraint("state IN ('received', 'taken', 'done', 'broken', 'ignored')", name="state"),
        Index(
            "ix_inbound_events_open",
            "conversation_id",
            "arrival",
            postgresql_where=text("state IN ('received', 'taken')"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    arrival: Mapped[int] = mapped_column(BigInteger, Identity(), comment="order of arrival")
    channel: Mapped[str]
    external_id: Mapped[str]
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="received")
    payload: Mapped[str | None] = mapped_column(comment="what a pressed button carries")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    first_tried_at: Mapped[datetime | None]
    error: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TurnRow(Base):
    """What became of one turn. Its id is that of its first inbound event, so that it commits once."""

    __tablename__ = "turns"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('answered', 'choices', 'no_answer', 'small_talk', 'status', 'form',"
            " 'handed_over', 'refused', 'failed', 'overtaken')",
            name="outcome",
        ),
        Index("ix_turns_conversation_id", "conversation_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    session: Mapped[int]
    epoch: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str]
    intent: Mapped[str | None]
    confidence: Mapped[float | None]
    article: Mapped[str | None]
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    timings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    committed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TrackerEventRow(Base):
    """One event of the dialogue engine's tracker, in the order of its session."""

    __tablename__ = "tracker_events"
    __table_args__ = (UniqueConstraint("conversation_id", "session", "position"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    session: Mapped[int]
    position: Mapped[int]
    turn_id: Mapped[uuid.UUID]
    event: Mapped[dict[str, Any]]


class LeaseRow(Base):
    """Who alone may do a thing now, for instance poll a platform."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
    cursor: Mapped[dict[str, Any]] = mapped_column(server_default="{}", comment="where to go on")
