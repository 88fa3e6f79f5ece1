"""Engines and transactions, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
ACCEPTED_URLS = "sqlite:///path/to/file.db or postgresql://user:password@host/database"
SQLITE_BUSY_MILLISECONDS = 10_000


class DatabaseUrlError(ValueError):
    """DATABASE_URL names no database that the service can use."""


def create_engine(database_url: str) -> Engine:
    """An engine for an existing SQLite file or PostgreSQL database; raises `DatabaseUrlError` for anything else."""
    url = parse_database_url(database_url)
    if url.drivername != "sqlite":
        return sqlalchemy.create_engine(url, pool_pre_ping=True)
    # Opened anew each time, so that a file put in place of another is seen, and never created by who only reads it.
    address = f"file:{urllib.parse.quote(str(url.database))}?mode=rw"
    engine = sqlalchemy.create_engine(
        url, creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False), poolclass=NullPool
    )
    event.listen(engine, "connect", configure_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def parse_database_url(database_url: str) -> URL:
    """The URL with the driver the service uses; the error never shows the URL, which may hold a password."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError(f"DATABASE_URL is not a database URL; write {ACCEPTED_URLS}") from None
    if url.drivername not in DRIVERS:
        raise DatabaseUrlError(f"DATABASE_URL has the scheme {url.drivername!r}; write {ACCEPTED_URLS}")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise DatabaseUrlError(
            "DATABASE_URL names a SQLite database in memory, which each connection would have to itself; name a file"
        )
    return url.set(drivername=DRIVERS[url.drivername])


def configure_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Make a new SQLite connection wait for locks, write ahead and hold foreign keys."""
    # The sqlite3 module begins a transaction before INSERT but not before SELECT or CREATE; `begin_sqlite` always does.
    connection.isolation_level = None
    # First, for turning write-ahead logging on takes a lock itself.
    connection.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def begin_sqlite(connection: Connection) -> None:
    """Begin the transaction that the sqlite3 module was told to leave alone."""
    connection.exec_driver_sql("BEGIN")


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction in which every SELECT sees the same state of the database."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite does so in every transaction
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection
