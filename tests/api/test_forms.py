"""One answer in several forms: JSON, Markdown, plain text, compressed, spared; and to whom it is opened."""

import gzip
import json
import re

import pytest

from service.app import create_app
from service.settings import Settings, SettingsError
from whygrad.answers.bundle import read_bundle
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose

CHINESE = re.compile("[\u4e00-\u9fff]")
PASTE = "RuntimeError: grad can be implicitly created only for scalar outputs"
READABLE = ("/v1/errors/no-grad-fn", "/v1/concepts/leaf-tensors")
ORIGIN = "https://notebooks.example"


@pytest.mark.parametrize("url", READABLE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_documents_are_served_as_markdown_and_as_plain_text(client, url, language):
    title = client.get(f"{url}?language={language}").json["title"]
    markdown = client.get(f"{url}?language={language}", headers={"Accept": "text/markdown"})
    plain = client.get(f"{url}?language={language}", headers={"Accept": "text/plain"})
    assert markdown.content_type == "text/markdown; charset=utf-8"
    assert markdown.text.startswith(f"# {title}\n")
    assert "```python" in markdown.text
    assert plain.content_type == "text/plain; charset=utf-8"
    assert "```" not in plain.text
    assert bool(CHINESE.search(plain.text)) == (language == "zh")
    assert markdown.headers["Content-Language"] == plain.headers["Content-Language"] == language
    assert "Accept" in markdown.vary


@pytest.mark.parametrize("accept", ["text/markdown", "text/plain"])
def test_a_diagnosis_is_served_in_words(client, accept):
    response = client.post("/v1/diagnoses", json={"traceback": PASTE}, headers={"Accept": accept})
    assert response.mimetype == accept
    answer = client.post("/v1/diagnoses", json={"traceback": PASTE}).json["answer"]
    title = answer["title"]
    assert response.text.endswith(f"{answer['href']}\n")
    assert title in response.text.replace("\n", " ").replace("`", "") or title in response.text


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "text/html", "text/plain;q=0.1, application/json"])
def test_json_is_what_is_served_else(client, accept):
    headers = {"Accept": accept} if accept else {}
    assert client.get(READABLE[0], headers=headers).content_type == "application/json"


def test_the_forms_of_a_document_have_tags_of_their_own(client):
    tags = {
        client.get(READABLE[0], headers={"Accept": accept}).headers["ETag"]
        for accept in ("application/json", "text/markdown", "text/plain")
    }
    assert len(tags) == 3


def test_a_long_answer_is_compressed_for_who_asks(client):
    plain = client.get(READABLE[0])
    packed = client.get(READABLE[0], headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) < len(plain.data) / 3
    assert "Accept-Encoding" in plain.vary and "Accept-Encoding" in packed.vary


@pytest.mark.parametrize("encoding", ["identity", "br", "gzip;q=0", ""])
def test_who_does_not_ask_gets_it_plain(client, encoding):
    assert "Content-Encoding" not in client.get(READABLE[0], headers={"Accept-Encoding": encoding}).headers


def test_a_short_answer_is_not_compressed(client):
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_a_compressed_answer_is_spared_too(client):
    headers = {"Accept-Encoding": "gzip"}
    tag = client.get(READABLE[0], headers=headers).headers["ETag"]
    assert tag.startswith("W/")
    assert client.get(READABLE[0], headers=headers | {"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("url", [*READABLE, "/v1/errors", "/v1/concepts", "/v1/search?q=leaf", "/v1"])
def test_another_version_than_required_is_refused_without_the_document(client, url):
    response = client.get(url, headers={"If-Match": '"another"'})
    assert (response.status_code, response.json["code"]) == (412, "precondition-failed")
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-Match": tag}).status_code == 200


def test_the_server_says_what_it_is(client):
    server = client.get("/v1").json
    assert server["api_version"] == "1"
    assert server["languages"] == ["en", "zh"]
    assert server["limits"]["traceback_bytes"] == 200_000
    assert server["limits"]["batch_items"] == 100
    assert server["features"]["repairs"] == server["features"]["foreign_code"]
    found = client.post("/v1/diagnoses", json={"traceback": PASTE}).json
    assert server["knowledge_version"] == found["knowledge_version"]


@pytest.fixture(scope="module")
def opened(loaded_database_url):
    return create_app(Settings(database_url=loaded_database_url, allowed_origins=(ORIGIN,)))


def test_reading_is_open_to_a_named_origin(opened):
    response = opened.test_client().get("/v1/errors/no-grad-fn", headers={"Origin": ORIGIN})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Origin" in response.vary
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_browser_may_ask_before_it_reads(opened):
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
    response = opened.test_client().options("/v1/errors/no-grad-fn", headers=headers)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Methods"] == "GET"


def test_an_error_can_be_read_by_a_named_origin_too(opened):
    response = opened.test_client().get("/v1/errors/nothing", headers={"Origin": ORIGIN})
    assert response.status_code == 404
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.parametrize(
    ("method", "origin"), [("get", "https://other.example"), ("get", f"{ORIGIN}.evil.example"), ("post", ORIGIN)]
)
def test_nothing_else_is_open(opened, method, origin):
    call = getattr(opened.test_client(), method)
    body = {"json": {"traceback": PASTE}} if method == "post" else {}
    response = call("/v1/diagnoses" if body else "/v1/errors/no-grad-fn", headers={"Origin": origin}, **body)
    assert (response.status_code, response.json["code"]) == (403, "foreign-origin")
    assert "Access-Control-Allow-Origin" not in response.headers


def test_nothing_is_open_where_no_origin_is_named(client):
    response = client.get("/v1/errors/no-grad-fn", headers={"Origin": ORIGIN})
    assert response.status_code == 403


@pytest.mark.parametrize(
    "value", ["*", "example.org", "https://example.org/", "HTTPS://example.org", "null", "ftp://a"]
)
def test_what_is_no_origin_fails_by_name(value):
    with pytest.raises(SettingsError, match="ALLOWED_ORIGINS"):
        Settings.from_environment({"ALLOWED_ORIGINS": value})
    assert Settings.from_environment({"ALLOWED_ORIGINS": f"{ORIGIN}, http://localhost:3000"}).allowed_origins


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_client_that_takes_the_bundle_along_answers_as_the_server_does(client, language):
    response = client.get(f"/v1/bundle?language={language}", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    known = read_bundle(json.loads(gzip.decompress(response.data)))
    offline = dump(diagnose(known, PASTE))
    assert offline == client.post("/v1/diagnoses", json={"traceback": PASTE, "language": language}).json


def test_a_bundle_is_spared_and_differs_by_language(client):
    english, chinese = (client.get(f"/v1/bundle?language={language}") for language in ("en", "zh"))
    assert english.headers["ETag"] != chinese.headers["ETag"]
    headers = {"If-None-Match": english.headers["ETag"]}
    assert client.get("/v1/bundle?language=en", headers=headers).status_code == 304
    assert client.get("/v1/bundle?language=zh", headers=headers).status_code == 200
