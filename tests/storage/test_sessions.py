from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from service.storage.migrations import upgrade
from service.storage.sessions import DatabaseUrlError, create_engine, read_transaction


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_urls_use_psycopg(scheme: str):
    engine = create_engine(f"{scheme}://user:secret@host/name")
    assert engine.url.render_as_string(hide_password=False) == "postgresql+psycopg://user:secret@host/name"
    assert engine.pool._pre_ping


@pytest.mark.parametrize(
    "database_url",
    ["", "secret", "postgresql://user:secret@host:port/name", "mysql://user:secret@host/name", "sqlite://"],
)
def test_an_unusable_url_is_refused_by_name(database_url: str):
    with pytest.raises(DatabaseUrlError, match="DATABASE_URL") as caught:
        create_engine(database_url)
    assert "secret" not in str(caught.value)


def test_sqlite_connections_wait_write_ahead_and_hold_foreign_keys(sqlite_url: str):
    upgrade(sqlite_url)
    with create_engine(sqlite_url).connect() as connection:
        pragmas = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")}
        assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}
        assert connection.scalar(text("PRAGMA busy_timeout")) == 10_000


def test_a_file_that_is_not_there_is_not_made_by_reading(tmp_path: Path):
    file = tmp_path / "a ?#%.db"
    with pytest.raises(OperationalError), create_engine(f"sqlite:///{quote(str(file))}").connect():
        pass
    assert not file.exists()


def test_a_read_transaction_sees_one_state(engine: Engine):
    read = text("SELECT version FROM knowledge_state")
    with read_transaction(engine) as reader:
        assert reader.scalar(read) == 0
        with engine.begin() as writer:
            writer.execute(text("UPDATE knowledge_state SET version = 1"))
        assert reader.scalar(read) == 0
    with read_transaction(engine) as reader:
        assert reader.scalar(read) == 1
