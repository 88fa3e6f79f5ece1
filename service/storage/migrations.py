"""Runs the Alembic migrations in `migrations/` on the database of one URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from service.storage.sessions import create_engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database up to `revision`; does nothing where it is there already."""
    with connect_for_migration(database_url) as connection:
        command.upgrade(make_config(connection), revision)


def downgrade(database_url: str, revision: str) -> None:
    """Take the database back to `revision`; `base` leaves no table."""
    with connect_for_migration(database_url) as connection:
        command.downgrade(make_config(connection), revision)


def write_revision(database_url: str, message: str) -> Path:
    """Write the next migration from what the models have and the up-to-date database has not."""
    with connect_for_migration(database_url) as connection:
        config = make_config(connection)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
    if script is None or isinstance(script, list):
        raise RuntimeError("Alembic wrote no single revision")
    return Path(script.path)


def current(database_url: str) -> str | None:
    """The revision the database is at; None before the first."""
    with connect_for_migration(database_url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory.from_config(make_config()).get_current_head()


def make_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file, with the connection that `env.py` uses."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@contextmanager
def connect_for_migration(database_url: str) -> Iterator[Connection]:
    """A connection of its own, which does not hold SQLite to its foreign keys."""
    engine = create_engine(database_url)
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    try:
        with engine.connect() as connection:
            driver_connection = connection.connection.driver_connection
            # SQLite alters a table by replacing it, and dropping the old one would take its children along.
            # The setting cannot change inside a transaction, so it goes past SQLAlchemy, which would begin one.
            if isinstance(driver_connection, sqlite3.Connection):
                driver_connection.execute("PRAGMA foreign_keys = OFF")
            yield connection
    finally:
        engine.dispose()
