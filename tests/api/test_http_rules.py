"""The rules that hold for every route: hosts, origins, content types, limits, languages, problems."""

import re
import time

import pytest

PASTE = "RuntimeError: grad can be implicitly created only for scalar outputs"


def assert_problem(response, status, *words):
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == status
    for word in words:
        assert word in response.text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "169.254.169.254"])
def test_a_host_that_is_not_allow_listed_is_refused(client, host):
    assert_problem(client.get("/healthz", headers={"Host": host}), 400)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8123"])
def test_the_own_names_are_answered(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9999", "http://[::1", "::::", ""])
def test_a_foreign_origin_is_refused(client, origin):
    response = client.post("/v1/diagnoses", json={"traceback": PASTE}, headers={"Origin": origin})
    assert_problem(response, 403, "origin")


def test_the_own_origin_is_answered(client):
    response = client.post("/v1/diagnoses", json={"traceback": PASTE}, headers={"Origin": "http://localhost"})
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(client, content_type):
    response = client.post("/v1/diagnoses", data='{"traceback": "x"}', content_type=content_type)
    assert_problem(response, 415, "application/json")


def test_a_body_over_the_limit_is_refused(client):
    response = client.post("/v1/diagnoses", json={"traceback": "x" * 700_000})
    assert_problem(response, 413)


def test_a_traceback_over_the_limit_names_field_and_limit(client):
    response = client.post("/v1/diagnoses", json={"traceback": "x" * 200_001})
    assert_problem(response, 422, "traceback", "200001", "200000")


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "traceback"), ({"traceback": 7}, "traceback"), ({"traceback": " "}, "traceback"),
     ({"traceback": "x", "lang": "en"}, "lang"), ({"traceback": "x", "language": "fr"}, "language")],
)  # fmt: skip
def test_a_bad_body_names_the_field(client, body, field):
    response = client.post("/v1/diagnoses", json=body)
    assert_problem(response, 422)
    assert [error["field"] for error in response.json["errors"]] == [field]


@pytest.mark.parametrize(
    "data", [b"{", b"\xff\xfe", b'{"traceback": "x"} x', b'{"traceback": ' + b"[" * 100_000, b"9" * 10_000]
)
def test_what_is_no_json_is_said(client, data):
    assert_problem(client.post("/v1/diagnoses", data=data, content_type="application/json"), 400)


@pytest.mark.parametrize("data", [b"[]", b"null", b'"x"', b"7"])
def test_json_that_is_no_object_is_said(client, data):
    assert_problem(client.post("/v1/diagnoses", data=data, content_type="application/json"), 422)


def test_lone_surrogates_are_read_as_unreadable_characters(client):
    body = b'{"traceback": "\\ud800 ' + PASTE.encode() + b'"}'
    assert client.post("/v1/diagnoses", data=body, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    "url", ["/v1/errors?colour=red", "/healthz?x=1", "/v1/errors/no-grad-fn?x=1", "/v1/search?q=a&x=1"]
)
def test_an_unknown_query_parameter_is_refused_by_name(client, url):
    assert_problem(client.get(url), 422, "colour" if "colour" in url else "x")


def test_an_unknown_query_parameter_of_a_post_is_refused(client):
    assert_problem(client.post("/v1/diagnoses?debug=1", json={"traceback": "x"}), 422, "debug")


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [("get", "/v1/nothing", 404), ("get", "/v1/errors/nothing", 404), ("get", "/v1/concepts/nothing", 404),
     ("get", "/v1/verifications/nothing", 404), ("delete", "/v1/errors", 405)],
)  # fmt: skip
def test_errors_are_problems(client, method, url, status):
    assert_problem(getattr(client, method)(url), status)


def test_a_defect_is_answered_without_its_traceback(app, client, monkeypatch):
    def fail(*_args, **_options):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("service.api.diagnoses.diagnose", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = client.post("/v1/diagnoses", json={"traceback": "x"})
    assert_problem(response, 500)
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("header", "expected"), [(None, "en"), ("zh-CN,zh;q=0.9", "zh"), ("fr", "en"), ("en;q=0.5, zh;q=0.4", "en")]
)
def test_the_language_is_negotiated(client, header, expected):
    response = client.get("/v1/errors/no-grad-fn", headers={"Accept-Language": header} if header else {})
    assert response.headers["Content-Language"] == expected
    assert "Accept-Language" in response.headers["Vary"]


def test_the_named_language_wins(client):
    url, headers = "/v1/errors/no-grad-fn?language=en", {"Accept-Language": "zh"}
    assert client.get(url, headers=headers).headers["Content-Language"] == "en"
    body = {"traceback": PASTE, "language": "zh"}
    assert client.post("/v1/diagnoses", json=body).headers["Content-Language"] == "zh"


@pytest.mark.parametrize("url", ["/v1/errors", "/v1/errors/no-grad-fn", "/v1/concepts", "/v1/concepts/leaf-tensors"])
def test_entity_tags_differ_by_language_and_spare_the_body(client, url):
    english, chinese = (client.get(f"{url}?language={language}") for language in ("en", "zh"))
    assert english.headers["ETag"] != chinese.headers["ETag"]
    again = client.get(f"{url}?language=en", headers={"If-None-Match": english.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"{url}?language=zh", headers={"If-None-Match": english.headers["ETag"]})
    assert other.status_code == 200


def test_the_contract_is_published(client):
    spec = client.get("/openapi.json").json
    assert spec["openapi"] == "3.1.0"
    assert {"/v1/diagnoses", "/v1/questions", "/v1/errors", "/v1/errors/{item_id}", "/v1/concepts", "/v1/search",
            "/v1/verifications", "/healthz", "/readyz"} <= spec["paths"].keys()  # fmt: skip
    page = client.get("/docs")
    assert page.content_type.startswith("text/html")
    assert "/v1/diagnoses" in page.text


def test_it_is_alive_and_ready(client):
    assert client.get("/healthz").status_code == 200
    for _ in range(600):
        ready = client.get("/readyz")
        if ready.status_code == 200:
            break
        time.sleep(0.1)
    assert ready.json["ready"]
    assert ready.json["parts"]["knowledge"]["errors"] >= 8
    verifier = ready.json["parts"]["verifier"]
    assert verifier["foreign_code"] is True
    assert verifier["torch_versions"] == ["2.13.0"]
    assert verifier["missing"] == sorted(name for name, holds in verifier["layers"].items() if not holds)


BAD_REQUESTS = {
    "unknown path": lambda client: client.get("/v1/nothing?language=zh"),
    "unknown entry": lambda client: client.get("/v1/errors/nothing?language=zh"),
    "unknown verification": lambda client: client.get("/v1/verifications/nothing?language=zh"),
    "method": lambda client: client.delete("/v1/errors?language=zh"),
    "parameter": lambda client: client.get("/v1/errors?language=zh&colour=red"),
    "page": lambda client: client.get("/v1/errors?language=zh&page=0"),
    "page text": lambda client: client.get("/v1/errors?language=zh&page=x"),
    "page as Python writes it": lambda client: client.get("/v1/errors?language=zh&page=1_0"),
    "missing": lambda client: client.post("/v1/diagnoses", json={"language": "zh"}),
    "type": lambda client: client.post("/v1/diagnoses", json={"traceback": 7, "language": "zh"}),
    "blank": lambda client: client.post("/v1/diagnoses", json={"traceback": " ", "language": "zh"}),
    "long": lambda client: client.post("/v1/diagnoses", json={"traceback": "x" * 200_001, "language": "zh"}),
    "many": lambda client: client.post("/v1/diagnoses/batch", json={"tracebacks": [], "language": "zh"}),
    "code": lambda client: client.post("/v1/verifications", json={"code": "1", "torch_version": "0", "language": "zh"}),
    "subject": lambda client: client.post("/v1/verifications", json={"language": "zh"}),
    "case": lambda client: client.post("/v1/verifications", json={"error": "vmap-item", "case": "x", "language": "zh"}),
    "fix": lambda client: client.post("/v1/verifications", json={"error": "vmap-item", "fix": "x", "language": "zh"}),
    "wait": lambda client: client.post("/v1/verifications", json={"error": "vmap-item", "wait": 99, "language": "zh"}),
    "syntax": lambda client: client.post("/v1/diagnoses", data=b"{", headers=CHINESE),
    "object": lambda client: client.post("/v1/diagnoses", data=b"[]", headers=CHINESE),
    "media type": lambda client: client.post("/v1/diagnoses", data=b"x", headers={"Accept-Language": "zh"}),
    "too large": lambda client: client.post("/v1/diagnoses", data=b"x" * 700_000, headers=CHINESE),
    "origin": lambda client: client.get("/healthz", headers={"Origin": "https://a.example", "Accept-Language": "zh"}),
    "host": lambda client: client.get("/healthz", headers={"Host": "a.example", "Accept-Language": "zh"}),
}
CHINESE = {"Accept-Language": "zh-CN", "Content-Type": "application/json"}


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_a_problem_is_told_in_chinese_too(client, name):
    response = BAD_REQUESTS[name](client)
    assert response.content_type == "application/problem+json"
    assert response.headers["Content-Language"] == "zh"
    texts = [response.json["title"], response.json["detail"], *(e["message"] for e in response.json.get("errors", []))]
    assert all(re.search("[\u4e00-\u9fff]", text) for text in texts), texts


@pytest.mark.parametrize("path", ["diagnoses", "diagnoses/batch", "logs", "questions", "verifications"])
def test_what_takes_a_body_takes_no_query(client, path):
    response = client.post(f"/v1/{path}?colour=red", json={"language": "en"})
    assert_problem(response, 422)
    assert [error["field"] for error in response.json["errors"]] == ["colour"]
