"""A database that is replaced, lost, broken or another's: seen, told, and no request fails for it."""

import shutil
import time

import pytest
from sqlalchemy import text

from service.api.state import EXTENSION
from service.app import create_app
from service.settings import Settings
from service.storage.knowledge_sync import sync_knowledge
from service.storage.migrations import upgrade
from service.storage.sessions import create_engine

PASTE = "RuntimeError: grad can be implicitly created only for scalar outputs"


@pytest.fixture
def file(tmp_path, loaded_database_url):
    """A loaded database of its own."""
    path = tmp_path / "whygrad.db"
    shutil.copy(loaded_database_url.removeprefix("sqlite:///"), path)
    return path


@pytest.fixture
def app_on(file):
    return create_app(Settings(database_url=f"sqlite:///{file}", poll_seconds=0.05))


def follow(app):
    source = app.extensions[EXTENSION].source
    source.start()
    return source


def database_part(client):
    return client.get("/readyz").json["parts"]["database"]["ready"]


def delete(file):
    file.unlink()


def corrupt(file):
    file.write_bytes(b"no database at all, " * 1_000)


def empty(file):
    file.write_bytes(b"")


def lose_row(file):
    with create_engine(f"sqlite:///{file}").begin() as connection:
        connection.execute(text("DELETE FROM knowledge_state"))


@pytest.mark.parametrize("damage", [delete, corrupt, empty, lose_row])
def test_a_lost_database_is_not_ready_and_the_old_knowledge_serves_on(app_on, file, damage):
    client = app_on.test_client()
    assert client.post("/v1/diagnoses", json={"traceback": PASTE}).json["status"] == "matched"
    assert database_part(client)
    damage(file)
    assert not database_part(client)
    assert client.get("/readyz").status_code == 503
    assert client.post("/v1/diagnoses", json={"traceback": PASTE}).json["status"] == "matched"
    assert damage is not delete or not file.exists()


@pytest.mark.parametrize("damage", [delete, corrupt, empty, lose_row])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_worker_that_starts_on_a_lost_database_says_so(app_on, file, damage, language):
    damage(file)
    client = app_on.test_client()
    for response in (
        client.post("/v1/diagnoses", json={"traceback": PASTE, "language": language}),
        client.post("/v1/questions", json={"question": "what is a leaf", "language": language}),
        client.post("/v1/logs", json={"log": PASTE, "language": language}),
        client.get(f"/v1/errors/no-grad-fn?language={language}"),
        client.get(f"/v1/bundle?language={language}"),
    ):
        assert (response.status_code, response.json["code"]) == (503, "no-knowledge")
        assert response.headers["Content-Language"] == language
    assert client.get("/healthz").status_code == 200


def test_a_database_put_in_place_of_another_is_opened_anew(app_on, file, tmp_path, knowledge_items):
    source = follow(app_on)
    client = app_on.test_client()
    before = client.get("/v1").json["knowledge_version"]
    other = tmp_path / "other.db"
    upgrade(f"sqlite:///{other}")
    sync_knowledge(create_engine(f"sqlite:///{other}"), knowledge_items[1:])  # its version is 1, as the other's is
    other.replace(file)
    deadline = time.monotonic() + 5
    while client.get("/v1").json["knowledge_version"] == before:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    source.stop()


def test_a_database_that_comes_later_is_served(tmp_path, loaded_database_url):
    path = tmp_path / "later.db"
    app = create_app(Settings(database_url=f"sqlite:///{path}", poll_seconds=0.05))
    client = app.test_client()
    assert client.get("/v1/errors").status_code == 503
    shutil.copy(loaded_database_url.removeprefix("sqlite:///"), path)
    assert client.get("/v1/errors").status_code == 200


def test_a_lost_connection_to_postgresql_is_opened_anew(postgres_url, knowledge_items):
    upgrade(postgres_url)
    sync_knowledge(create_engine(postgres_url), knowledge_items)
    app = create_app(Settings(database_url=postgres_url, poll_seconds=0.05))
    client = app.test_client()
    assert database_part(client)
    with create_engine(postgres_url).connect() as connection:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))
    assert database_part(client)
    assert client.get("/v1/errors").status_code == 200
    app.extensions[EXTENSION].engine.dispose()
