"""Knowledge: items, their documents and the version of the whole."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge_items",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("facets", sa.JSON(), nullable=False),
        sa.Column("matching", sa.JSON(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_knowledge_items")),
        sa.CheckConstraint("kind IN ('error', 'concept')", name=op.f("ck_knowledge_items_kind")),
    )
    op.create_table(
        "knowledge_documents",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", "language", name=op.f("pk_knowledge_documents")),
        sa.ForeignKeyConstraint(
            ["kind", "id"],
            ["knowledge_items.kind", "knowledge_items.id"],
            name=op.f("fk_knowledge_documents_knowledge_items"),
        ),
        sa.CheckConstraint("language IN ('en', 'zh')", name=op.f("ck_knowledge_documents_language")),
    )
    state = op.create_table(
        "knowledge_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_state")),
        sa.CheckConstraint("id = 1", name=op.f("ck_knowledge_state_single_row")),
    )
    op.bulk_insert(state, [{"id": 1, "version": 0, "digest": hashlib.sha256().hexdigest(), "loaded_at": None}])


def downgrade() -> None:
    op.drop_table("knowledge_state")
    op.drop_table("knowledge_documents")
    op.drop_table("knowledge_items")
