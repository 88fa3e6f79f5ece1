"""`/v1/diagnoses`: what a pasted traceback means and what to do."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.requests import Resource
from service.api.responses import json_response
from service.api.schemas import BatchRequest, DiagnosisRequest
from service.api.state import library
from whygrad.answers.diagnoses import diagnose, diagnose_batch

resource = Resource("diagnoses", __name__, url_prefix="/v1/diagnoses", description="Diagnose pasted tracebacks")


@resource.route("", methods=["POST"])
@resource.arguments(DiagnosisRequest)
@resource.response(200, description="The diagnosis, with the answer of its entry")
def create(body: dict[str, Any]) -> Response:
    """Diagnose one traceback."""
    language = choose_language(body["language"])
    return json_response(diagnose(library(language), body["traceback"]), language)


@resource.route("/batch", methods=["POST"])
@resource.arguments(BatchRequest)
@resource.response(200, description="The diagnoses in order, without answers")
def create_batch(body: dict[str, Any]) -> Response:
    """Diagnose several tracebacks."""
    language = choose_language(body["language"])
    return json_response(diagnose_batch(library(language), body["tracebacks"]), language)
