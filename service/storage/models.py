"""The tables: every item of knowledge, its documents, and the version of the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, attribute_keyed_dict, mapped_column, relationship

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment that comes back aware from SQLite too, which keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write the moment in UTC."""
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read the moment as UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What all models share: names of constraints, and the column types of plain annotations."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, dict[str, Any]: JSON}


class KnowledgeItem(Base):
    """An entry, a concept, or the subjects of question search; what left the knowledge is retired, never deleted."""

    __tablename__ = "knowledge_items"
    __table_args__ = (CheckConstraint("kind IN ('error', 'concept', 'search')", name="kind"),)

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    facets: Mapped[dict[str, Any]]
    matching: Mapped[dict[str, Any]]
    retired_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    documents: Mapped[dict[str, KnowledgeDocument]] = relationship(
        collection_class=attribute_keyed_dict("language"), cascade="all, delete-orphan"
    )


class KnowledgeDocument(Base):
    """What the API shows of an item in one language."""

    __tablename__ = "knowledge_documents"
    __table_args__ = (
        ForeignKeyConstraint(["kind", "id"], ["knowledge_items.kind", "knowledge_items.id"]),
        CheckConstraint("language IN ('en', 'zh')", name="language"),
    )

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]]


class KnowledgeState(Base):
    """The single row that tells which version of the knowledge the other tables hold."""

    __tablename__ = "knowledge_state"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime | None]
