"""Lists are filtered by what documents say: items keep no facets beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("knowledge_items") as table:
        table.drop_column("facets")


def downgrade() -> None:
    with op.batch_alter_table("knowledge_items") as table:
        table.add_column(sa.Column("facets", sa.JSON(), nullable=False, server_default="{}"))
