"""Runs migrations on the connection that `service.storage.migrations` hands over."""

from alembic import context

from service.storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    # Alembic takes SQLite for a database that cannot roll back DDL; it can, once a transaction is begun explicitly.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
