"""One application on the real knowledge, in an SQLite database, with a real verifier."""

import threading
from pathlib import Path

import pytest

from service.app import create_app
from service.authoring.loading import load_knowledge
from service.settings import Settings
from service.storage.migrations import upgrade
from service.storage.sessions import create_engine
from service.verifier.server import VerifierServer
from service.verifier.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def loaded_database_url(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('api')}/whygrad.db"
    upgrade(url)
    load_knowledge(ROOT / "knowledge", create_engine(url))
    return url


@pytest.fixture(scope="session")
def verifier_socket(tmp_path_factory):
    path = tmp_path_factory.mktemp("verifier") / "verifier.sock"
    with Supervisor() as supervisor:
        server = VerifierServer(path, supervisor)
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
