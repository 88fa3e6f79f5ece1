"""The contract is whole: every route, every status, every field; and tests hold every answer to it."""

import dataclasses
import json

import pytest

from service.api.problems import KINDS
from tests.contract import ContractClient, check, spec_of
from whygrad.answers.documents import Case, Entry
from whygrad.answers.replies import Diagnosis


def operations(app):
    for path, item in spec_of(app)["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post"):
                yield f"{method} {path}", operation


def test_every_route_is_published(app):
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(("pages.", "static"))]
    assert {rule.rule.replace("<", "{").replace(">", "}") for rule in rules} == {*spec_of(app)["paths"]}


def test_every_answer_has_a_schema(app):
    for name, operation in operations(app):
        if name == "get /openapi.json":
            continue  # OpenAPI has a schema of its own
        answers = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
        assert answers, name
        for answer in answers.values():
            for content_type, content in answer["content"].items():
                assert ("$ref" in content["schema"]) == (content_type == "application/json"), name


def test_every_error_is_a_problem_with_its_codes(app):
    for name, operation in operations(app):
        for status, answer in operation["responses"].items():
            if status[0] in "45" and "application/json" not in answer["content"]:
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }, name
                assert "`" in answer["description"]


def test_every_operation_says_what_it_does(app):
    named = dict(operations(app))
    assert all(operation["summary"] and operation["description"] for operation in named.values())
    identifiers = [operation["operationId"] for operation in named.values()]
    assert len({*identifiers}) == len(identifiers)


def test_every_request_has_an_example_that_is_answered(app, client):
    for name, operation in operations(app):
        if "requestBody" in operation:
            path = name.partition(" ")[2]
            example = operation["requestBody"]["content"]["application/json"]["example"]
            assert client.post(path, json=example).status_code in (200, 201, 202, 503), name


def test_a_schema_has_the_fields_of_its_class_and_what_they_mean(app):
    schemas = spec_of(app)["components"]["schemas"]
    for kind in (Entry, Case, Diagnosis):
        schema = schemas[kind.__name__]
        names = {field.name for field in dataclasses.fields(kind)}
        assert {*schema["properties"]} == {*schema["required"]} == names
    assert schemas["Entry"]["properties"]["title"]["description"] == "What went wrong, in a few words."
    assert schemas["ReadReport"]["properties"]["rank"]["type"] == ["integer", "null"]
    assert schemas["Diagnosis"]["properties"]["status"]["enum"] == ["matched", "similar", "unmatched"]


@pytest.mark.parametrize(
    "broken",
    [
        lambda body: body.pop("status"),
        lambda body: body.update(more=1),
        lambda body: body["report"].update(rank="0"),
        lambda body: body["matches"][0].pop("url"),
        lambda body: body["answer"]["cases"][0].update(id=7),
    ],
)
def test_an_answer_that_breaks_the_contract_fails_its_test(app, client, broken):
    text = "RuntimeError: grad can be implicitly created only for scalar outputs"
    response = client.post("/v1/diagnoses", json={"traceback": text})
    assert isinstance(client, ContractClient)
    body = response.json
    broken(body)
    response.set_data(json.dumps(body))
    with pytest.raises(AssertionError, match="answers no Diagnosis"):
        check(app, "POST", "/v1/diagnoses", response)


def test_every_kind_of_problem_is_an_error():
    assert all(400 <= kind.status < 600 for kind in KINDS.values())


def test_the_published_contract_names_the_versions_of_torch_that_there_are(client):
    request = client.get("/openapi.json").json["components"]["schemas"]["VerificationRequest"]
    assert request["properties"]["torch_version"]["enum"] == client.get("/v1").json["torch_versions"]
