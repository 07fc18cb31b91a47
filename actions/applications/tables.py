"""Table `applications`: the states of citizens' cases, filled from the office's own export."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, Identity, Index, MetaData, String, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Metadata of the registry's tables; the migrations are made from it."""

    metadata = MetaData(naming_convention=NAMING)


class ApplicationRow(Base):
    """One case. It holds no name, no address and no document of the citizen."""

    __tablename__ = "applications"
    __table_args__ = (Index("ix_applications_updated_at", "updated_at"),)

    number: Mapped[str] = mapped_column(String(64), primary_key=True)  # normalised key, see numbers.py
    id: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)  # names the case without its number
    number_shown: Mapped[str] = mapped_column(String(80))  # as printed on the receipt
    service: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(32))  # a value of application.State
    state_text: Mapped[str | None] = mapped_column(Text)  # the office's own words for the state
    state_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expected_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(Text)
    action_required: Mapped[str | None] = mapped_column(Text)
    office: Mapped[str | None] = mapped_column(Text)
    access_code: Mapped[str | None] = mapped_column(String(32))
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )
