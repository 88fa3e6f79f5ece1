import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, ForeignKeyConstraint, Inspector, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from service.storage import migrations
from service.storage.items import Item
from service.storage.knowledge_sync import sync_knowledge
from service.storage.models import Base
from service.storage.sessions import create_engine
from service.storage.snapshot import read_snapshot

REVISIONS = [script.revision for script in ScriptDirectory(migrations.MIGRATIONS).walk_revisions()]

ALTER_ITEMS = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("knowledge_items") as batch:
        batch.alter_column("id", type_=sa.String(200))
"""
BREAK_HALFWAY = """
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    op.drop_table("knowledge_documents")
    op.execute("SELECT nothing FROM nowhere")
"""


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Adds a migration after the newest, in a copy of the folder."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrations.MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "MIGRATIONS", copy)

    def add(source: str) -> None:
        (copy / "versions" / "9999_next.py").write_text(source.format(head=migrations.head()))

    return add


@pytest.mark.parametrize("revision", ["base", *REVISIONS])
def test_upgrades_to_head_from_each_revision(database_url: str, revision: str):
    if revision != "base":
        migrations.upgrade(database_url, revision)
    migrations.upgrade(database_url)
    assert migrations.current(database_url) == migrations.head()


@pytest.mark.parametrize("revision", ["base", *REVISIONS])
def test_downgrades_to_each_revision_and_back(database_url: str, revision: str):
    migrations.upgrade(database_url)
    migrations.downgrade(database_url, revision)
    assert migrations.current(database_url) == (None if revision == "base" else revision)
    migrations.upgrade(database_url)
    assert migrations.current(database_url) == migrations.head()


def test_downgrade_to_base_leaves_no_table(database_url: str):
    migrations.upgrade(database_url)
    migrations.downgrade(database_url, "base")
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_models_and_migrations_agree(engine: Engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_constraints_have_the_names_of_the_models(engine: Engine):
    inspector = inspect(engine)
    for table in Base.metadata.sorted_tables:
        assert constraints_of_database(inspector, table.name) == constraints_of_model(table)


def constraints_of_database(inspector: Inspector, table: str) -> set[str | None]:
    keys = [*inspector.get_check_constraints(table), *inspector.get_foreign_keys(table)]
    return {inspector.get_pk_constraint(table)["name"], *(key["name"] for key in keys)}


def constraints_of_model(table: Table) -> set[str | None]:
    named = [c for c in table.constraints if isinstance(c, CheckConstraint | ForeignKeyConstraint)]
    preparer = create_engine("sqlite:///unused").dialect.identifier_preparer
    return {preparer.format_constraint(constraint) for constraint in [table.primary_key, *named]}


def test_altering_a_table_keeps_its_children(
    engine: Engine, database_url: str, make_item: Callable[..., Item], next_revision: Callable[[str], None]
):
    sync_knowledge(engine, [make_item("a")])
    before = read_snapshot(engine)
    engine.dispose()
    next_revision(ALTER_ITEMS)
    migrations.upgrade(database_url)
    assert read_snapshot(engine) == before


def test_a_failing_migration_takes_back_those_before_it(database_url: str, next_revision: Callable[[str], None]):
    next_revision(BREAK_HALFWAY)
    with pytest.raises(DBAPIError):
        migrations.upgrade(database_url)
    assert migrations.current(database_url) is None
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.usefixtures("next_revision")
def test_the_next_revision_is_written_from_the_models(engine: Engine, database_url: str):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE knowledge_state DROP COLUMN loaded_at"))
    path = migrations.write_revision(database_url, "restore loaded_at")
    assert path.name == f"{len(REVISIONS) + 1:04}_restore_loaded_at.py"
    migrations.upgrade(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
