"""Runs migrations on the connection that `service.storage.migrations` hands over."""

from typing import Literal

from alembic import context

from service.storage.models import Base, UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Name the column type that is stored: a migration must not change when a class of the service does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    # All migrations or none, on SQLite as on PostgreSQL; Alembic would commit each by itself there.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
