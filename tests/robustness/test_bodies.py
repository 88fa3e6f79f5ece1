"""Bodies and headers made to cost: counted and limited before they are read, told in a few lines."""

import contextlib
import json
import re
import time
import tracemalloc

import pytest

from service.api.requests import UNQUOTED_LIMIT_BYTES, parse_object
from service.api.schemas import BATCH_LIMIT_BYTES, LOG_LIMIT_BYTES
from service.problems.refusals import Refusal
from whygrad.reading import TooComplex

CHINESE = re.compile("[\u4e00-\u9fff]")
ROUTES = {
    "/v1/diagnoses": ("traceback", 200_000),
    "/v1/questions": ("question", 20_000),
    "/v1/logs": ("log", 2_000_000),
    "/v1/verifications": ("code", 200_000),
}


def post(client, url, body, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(url, data=data, content_type="application/json", headers=headers)


def assert_short_problem(response, status, code):
    assert (response.status_code, response.content_type) == (status, "application/problem+json"), response.text[:300]
    assert response.json["code"] == code
    assert len(response.data) < 6_000
    return response.json


def test_a_million_wrong_items_are_refused_in_a_few_lines(client):
    began = time.monotonic()
    problem = assert_short_problem(
        post(client, "/v1/diagnoses/batch", {"tracebacks": [0] * 1_000_000}), 422, "too-many-values"
    )
    assert problem["parameters"] == {"limit_bytes": UNQUOTED_LIMIT_BYTES}
    assert time.monotonic() - began < 2


def test_a_hundred_thousand_wrong_items_are_counted_before_they_are_read(client):
    problem = assert_short_problem(
        post(client, "/v1/diagnoses/batch", {"tracebacks": [0] * 100_000}), 422, "invalid-request"
    )
    (error,) = problem["errors"]
    assert (error["field"], error["code"]) == ("tracebacks", "number-of-items")
    assert error["parameters"] == {"count": 100_000, "min": 1, "max": 100}


def test_a_million_unknown_fields_are_refused_in_a_few_lines(client):
    body = b'{"traceback":"x",' + b",".join(b'"%x":0' % number for number in range(60_000)) + b"}"
    problem = assert_short_problem(post(client, "/v1/diagnoses", body), 422, "invalid-request")
    assert [error["code"] for error in problem["errors"]] == ["too-many-fields"]
    body = b'{"traceback":"x",' + b",".join(b'"%x":0' % number for number in range(1_000_000)) + b"}"
    assert_short_problem(post(client, "/v1/logs", body[:5_000_000]), 422, "too-many-values")


def test_at_most_twenty_errors_are_told_and_how_many_there_are(client):
    problem = assert_short_problem(
        post(client, "/v1/diagnoses/batch", {"tracebacks": [0] * 99}), 422, "invalid-request"
    )
    assert len(problem["errors"]) == 20
    assert problem["parameters"] == {"count": 99}
    assert problem["errors"][3] == {
        "field": "tracebacks[3]",
        "code": "wrong-type",
        "message": "must be of the type string",
        "parameters": {"expected": "string"},
    }


@pytest.mark.parametrize("url", ROUTES)
def test_each_route_has_a_body_limit_of_its_own(client, url):
    field, limit_bytes = ROUTES[url]
    problem = assert_short_problem(
        post(client, url, {field: "x" * 3 * limit_bytes + "x" * 10_000}), 413, "body-too-large"
    )
    assert problem["parameters"] == {"limit_bytes": 3 * limit_bytes + 10_000}


@pytest.mark.parametrize("url", ROUTES)
def test_the_longest_text_fits_however_json_writes_it(client, url):
    field, limit_bytes = ROUTES[url]
    body = {field: "\u68af" * (limit_bytes // 3 + 1)}
    problem = assert_short_problem(post(client, url, body), 422, "invalid-request")  # one character too long, and read
    assert [error["code"] for error in problem["errors"]] == ["too-long"]


def test_a_batch_has_a_limit_of_bytes_in_all(client):
    problem = assert_short_problem(
        post(client, "/v1/diagnoses/batch", {"tracebacks": ["x" * 100_000] * 21}), 422, "invalid-request"
    )
    (error,) = problem["errors"]
    assert (error["field"], error["code"]) == ("tracebacks", "too-long-together")
    assert error["parameters"] == {"bytes": 2_100_000, "limit_bytes": BATCH_LIMIT_BYTES}


def test_a_nested_fault_is_told_in_the_language_of_the_request(client):
    body = {"tracebacks": ["KeyError: 1", " "], "language": "zh"}
    problem = assert_short_problem(post(client, "/v1/diagnoses/batch", body), 422, "invalid-request")
    (error,) = problem["errors"]
    assert (error["field"], error["code"]) == ("tracebacks[1]", "blank")
    assert CHINESE.search(error["message"])


@pytest.mark.parametrize("name", ['"\\ud800"', '"\\udfff x"', '"\\u0000"', f'"{"n" * 300_000}"'])
def test_a_field_s_name_may_be_any_text(client, name):
    problem = assert_short_problem(
        post(client, "/v1/diagnoses", f'{{"traceback": "x", {name}: 1}}'.encode()), 422, "invalid-request"
    )
    assert [error["code"] for error in problem["errors"]] == ["unknown-field"]


@pytest.mark.parametrize("field", ["error", "concept", "case", "fix", "torch_version"])
def test_an_id_may_be_any_text(client, field):
    body = {"error": "no-grad-fn", "case": "detached"} if field in ("case", "fix") else {}
    body |= {"code": "1", "wait": 30} if field == "torch_version" else {}
    data = json.dumps(body | {field: "\ud800"}).encode()
    response = post(client, "/v1/verifications", data)
    assert response.status_code in (404, 422)
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [b'{"traceback": "' + b'\\"' * 2_900_000, b'"' * 5_900_000, b"[" * 900_000, b'{"a":' * 200_000, b"\\" * 900_000],
    ids=["escaped quotes", "quotes", "brackets", "objects", "backslashes"],
)
def test_what_is_no_json_is_refused_at_once(body):
    began = time.monotonic()
    with pytest.raises(Refusal):
        parse_object(body)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("item", ["{}", "[]", "0.5", '"a"'])
def test_no_body_takes_much_memory(item):
    body = ('{"tracebacks": [' + ",".join([item] * (3 * LOG_LIMIT_BYTES // (len(item) + 1))) + "]}").encode()
    tracemalloc.start()
    try:
        with contextlib.suppress(Refusal):
            parse_object(body)
        assert tracemalloc.get_traced_memory()[1] < 80_000_000
    finally:
        tracemalloc.stop()


def test_many_query_parameters_are_refused_in_a_few_lines(client):
    query = "&".join(f"a{number}=" for number in range(1000))
    problem = assert_short_problem(client.get(f"/v1/errors?{query}"), 422, "invalid-request")
    assert [error["code"] for error in problem["errors"]] == ["too-many-fields"]


def test_a_long_accept_language_costs_nothing(client):
    languages = ",".join(f"x{number};q=0.5" for number in range(1_300)) + ",zh"
    began = time.monotonic()
    assert client.get("/v1/errors/no-grad-fn", headers={"Accept-Language": languages}).status_code == 200
    assert time.monotonic() - began < 0.5


def test_headers_over_the_limit_are_refused(client):
    response = client.get("/healthz", headers={"Accept-Language": "en," * 100_000})
    assert_short_problem(response, 431, "headers-too-long")


def test_a_request_without_a_host_is_refused(app):
    environ = {"wsgi.url_scheme": "http", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "REQUEST_METHOD": "GET",
               "PATH_INFO": "/healthz", "SERVER_PROTOCOL": "HTTP/1.1"}  # fmt: skip
    answered = {}
    body = b"".join(app(environ, lambda status, headers: answered.update(status=status, headers=dict(headers))))
    assert answered["status"].startswith("400")
    assert json.loads(body)["code"] == "missing-host"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_text_that_takes_too_long_to_read_is_a_problem(client, monkeypatch, language):
    def give_up(*_):
        raise TooComplex

    monkeypatch.setattr("service.api.diagnoses.diagnose", give_up)
    response = client.post("/v1/diagnoses", json={"traceback": "x", "language": language})
    assert_short_problem(response, 422, "too-complex")
    assert response.headers["Content-Language"] == language


def test_a_batch_has_a_time_in_all(client, monkeypatch):
    assert post(client, "/v1/diagnoses/batch", {"tracebacks": ["KeyError: 1"] * 3}).status_code == 200
    monkeypatch.setattr("whygrad.answers.diagnoses.BATCH_SECONDS", -1.0)
    assert_short_problem(post(client, "/v1/diagnoses/batch", {"tracebacks": ["KeyError: 1"] * 3}), 422, "too-complex")


def test_chinese_lists_have_chinese_commas(client):
    problem = client.post("/v1/verifications", json={"language": "zh"}).json
    assert "code、error、concept" in problem["detail"]
