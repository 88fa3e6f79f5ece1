"""The words of question search are kept beside entries and concepts."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    allow_kinds("'error', 'concept', 'search'")


def downgrade() -> None:
    op.execute("DELETE FROM knowledge_items WHERE kind = 'search'")
    allow_kinds("'error', 'concept'")


def allow_kinds(kinds: str) -> None:
    with op.batch_alter_table("knowledge_items") as table:
        table.drop_constraint(op.f("ck_knowledge_items_kind"), type_="check")
        table.create_check_constraint(op.f("ck_knowledge_items_kind"), f"kind IN ({kinds})")
