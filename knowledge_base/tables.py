"""Tables of the knowledge base: articles, their versions, passages to search, vectors of the passages.

An article is its slug; what it says is a version. Importing a changed file adds a version and never
alters an old one, so what a citizen was told on a given day can be shown later. Vectors belong to a
text and an encoder, not to a version: a text that comes back is not encoded again.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base of this room alone; the composition root joins the rooms' metadata."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class ArticleRow(Base):
    """One article; `current_version_id` is what citizens are shown unless `withdrawn_at` is set."""

    __tablename__ = "articles"

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    group: Mapped[str] = mapped_column(Text)
    # Null only inside the transaction that creates the article: the two tables refer to each other.
    current_version_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("article_versions.id", use_alter=True)
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ArticleVersionRow(Base):
    """What an article said from `imported_at` on: the file as written and as parsed and rendered."""

    __tablename__ = "article_versions"
    __table_args__ = (
        UniqueConstraint("slug", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("valid_until >= valid_from", name="validity_ordered"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    slug: Mapped[str] = mapped_column(Text, ForeignKey("articles.slug"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    # SHA-256, hex, over source and parsed: a changed phone of the organisation is a change.
    content_hash: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    parsed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    hand_over: Mapped[bool]
    imported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class PassageRow(Base):
    """One searchable piece of a version."""

    __tablename__ = "passages"
    __table_args__ = (
        UniqueConstraint("version_id", "ordinal"),
        CheckConstraint("kind in ('title', 'question', 'answer', 'section')", name="kind_known"),
        Index(None, "text_hash"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("article_versions.id", ondelete="CASCADE"))
    ordinal: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(Text)


class VectorRow(Base):
    """The vector of a text by one encoder: little-endian float32, `4 * dimension` bytes, length 1."""

    __tablename__ = "vectors"
    __table_args__ = (
        CheckConstraint(
            "octet_length(vector) > 0 and mod(octet_length(vector), 4) = 0", name="vector_float32"
        ),
    )

    fingerprint: Mapped[str] = mapped_column(Text, primary_key=True)
    text_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
