"""A server without knowledge says so: it neither fails nor diagnoses."""

import pytest

from service.app import create_app
from service.settings import Settings
from service.storage.migrations import upgrade


@pytest.fixture(params=["without tables", "empty"])
def bare_client(request, sqlite_url):
    if request.param == "empty":
        upgrade(sqlite_url)
    return create_app(Settings(database_url=sqlite_url, verifier_socket=None)).test_client()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_diagnosed_without_knowledge(bare_client, language):
    response = bare_client.post("/v1/diagnoses", json={"traceback": "RuntimeError: x", "language": language})
    assert (response.status_code, response.content_type) == (503, "application/problem+json")
    assert response.json["title"] == {"en": "No knowledge", "zh": "没有知识库"}[language]


def test_a_server_without_knowledge_is_not_ready(bare_client):
    response = bare_client.get("/readyz")
    assert response.status_code == 503
    knowledge = response.json["parts"]["knowledge"]
    assert knowledge == {"ready": False, "version": None, "errors": 0, "concepts": 0}
