"""`/openapi.json` and `/docs`: the contract for machines and for people."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, render_template

from service.api.media import HTML, JSON
from service.api.resources import Contract, Resource, announce, sends, spares
from service.api.responses import json_response, spare
from service.api.schemas import LanguageQuery, NoParameters
from service.api.state import state
from service.domain.readiness import read_verifier

resource = Resource("docs", __name__, description="Read about the API")


@resource.route("/openapi.json")
@resource.arguments(NoParameters, location="query")
@announce(200, "The contract", {JSON: {"schema": {"type": "object"}}})
@spares
def show_contract(_query: dict[str, Any]) -> Response:
    """Read the contract, as OpenAPI 3.1.

    Clients in many languages can be generated from it.
    """
    return spare(json_response(read_contract()), "contract")


@resource.route("/docs")
@resource.arguments(LanguageQuery, location="query")
@sends(HTML, "This page")
def show(_query: dict[str, Any]) -> Response:
    """Read the contract as a page.

    The same as /openapi.json, for people.
    """
    page = render_template("docs.html", spec=read_contract())
    return Response(page, content_type=f"{HTML}; charset=utf-8")


def read_contract() -> dict[str, Any]:
    """The OpenAPI document, with the versions of torch that the verifier has."""
    contract: Contract = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    document: dict[str, Any] = contract.spec.to_dict()
    if versions := read_verifier(state().verifier).torch_versions:
        document["components"]["schemas"]["VerificationRequest"]["properties"]["torch_version"]["enum"] = versions
    return document
