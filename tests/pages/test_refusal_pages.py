"""What is refused, for a browser: a page; for a program: problem+json, as ever."""

import re

import pytest

from service.app import create_app
from service.settings import Settings

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    "path", ["/nothing", "/errors/nothing", "/concepts/nothing", "/verifications/nothing?concept=leaf-tensors"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_browser_gets_a_page(client, path, language):
    response = client.get(path, headers={"Accept": BROWSER, "Accept-Language": language})
    assert response.status_code == 404
    assert response.content_type == "text/html; charset=utf-8"
    assert response.headers["Content-Language"] == language
    assert ("HTTP 状态码 404" if language == "zh" else "HTTP status 404") in response.text
    assert 'href="/problems/unknown-' in response.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_a_program_gets_a_problem(client, accept):
    assert client.get("/errors/nothing", headers={"Accept": accept}).content_type == "application/problem+json"


def test_the_api_has_no_pages(client):
    response = client.get("/v1/errors/nothing", headers={"Accept": BROWSER})
    assert response.content_type == "application/problem+json"


def test_a_method_that_is_not_there_keeps_its_headers(client):
    response = client.delete("/errors", headers={"Accept": BROWSER})
    assert (response.status_code, response.content_type) == (405, "text/html; charset=utf-8")
    assert "GET" in response.headers["Allow"]


def test_a_host_that_is_not_ours_is_told_without_its_address(client):
    response = client.get("/", headers={"Host": "evil.example", "Accept": BROWSER})
    assert response.status_code == 400
    assert "evil.example" not in response.text


def test_what_is_repeated_from_the_address_is_escaped(client):
    response = client.get("/errors/<script>alert(1)", headers={"Accept": BROWSER})
    assert "<script" not in response.text
    assert "&lt;script&gt;" in response.text


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example/x", "/%5Cevil.example", "///evil.example"])
def test_no_link_leads_to_another_server_whatever_the_address_was(client, path):
    page = client.get(path, headers={"Accept": BROWSER}).text
    assert 'href="/' in page
    assert not re.search(r'href="/[/\\]', page)


def test_a_server_without_knowledge_says_so(tmp_path):
    client = create_app(Settings(database_url=f"sqlite:///{tmp_path}/none.db")).test_client()
    response = client.get("/", headers={"Accept": BROWSER})
    assert (response.status_code, response.content_type) == (503, "text/html; charset=utf-8")


def test_a_defect_is_a_page_without_its_traceback(app, client, monkeypatch):
    def fail(*_arguments):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("service.pages.views.find_concepts", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    response = client.get("/concepts", headers={"Accept": BROWSER})
    assert response.status_code == 500
    assert response.content_type.startswith("text/html")
    assert "secret" not in response.text
