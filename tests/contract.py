"""A test client that holds every answer to the contract that the application publishes."""

import gzip
import json
from functools import cache

from flask import current_app
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

PROBLEM = "application/problem+json"


class ContractClient(FlaskClient):
    """Fails a test that receives what `/openapi.json` does not announce."""

    def open(self, *args, **kwargs):
        response = super().open(*args, **kwargs)
        request = response.request
        check(self.application, request.method, request.path, response)
        return response


def check(app, method, path, response):
    """Whether status, type and body are those that the operation announces."""
    if method in ("HEAD", "OPTIONS"):
        return
    operation = find_operation(app, method, path)
    content_type = response.content_type
    if operation is None and (response.status_code < 400 or content_type.startswith("text/html")):
        return  # a page for people, or a file of one
    if operation is None:
        assert (response.status_code, content_type) in {(status, PROBLEM) for status in (400, 403, 404, 405, 431, 500)}
        name = "Problem"
    else:
        announced = operation["responses"].get(str(response.status_code))
        assert announced, f"{method} {path} does not announce {response.status_code}: {response.text[:500]}"
        if response.status_code == 304:
            assert not response.data
            return
        content = announced["content"].get(content_type.partition(";")[0])
        assert content, f"{method} {path} does not announce {content_type}"
        if "$ref" not in content["schema"]:
            assert content["schema"] in ({"type": "string"}, {"type": "object"})
            return
        name = content["schema"]["$ref"].rpartition("/")[2]
    body = gzip.decompress(response.data) if response.headers.get("Content-Encoding") == "gzip" else response.data
    errors = list(validator(app, name).iter_errors(json.loads(body)))
    assert not errors, f"{method} {path} answers no {name}: {errors[:3]}"


def find_operation(app, method, path):
    try:
        rule, _ = app.url_map.bind("localhost").match(path, method, return_rule=True)
    except (HTTPException, RequestRedirect):
        return None
    template = rule.rule.replace("<", "{").replace(">", "}")
    return spec_of(app)["paths"].get(template, {}).get(method.lower())


@cache
def spec_of(app):
    with app.app_context():
        return current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()


@cache
def validator(app, name):
    """Stricter than what is published: a field that is not announced is refused."""
    spec = spec_of(app)
    schemas = {key: {"additionalProperties": False} | schema for key, schema in spec["components"]["schemas"].items()}
    root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    return Draft202012Validator(root)
