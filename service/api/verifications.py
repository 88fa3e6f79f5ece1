"""`/v1/verifications`: run curated code and see what happens."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.requests import Resource, choose_language
from service.api.responses import json_response
from service.api.schemas import LanguageQuery, NoQuery, VerificationRequest
from service.api.state import library, verifier
from service.domain import verifications

resource = Resource("verifications", __name__, url_prefix="/v1/verifications", description="Run code")


@resource.route("", methods=["POST"])
@resource.arguments(NoQuery, location="query")
@resource.arguments(VerificationRequest)
@resource.response(201, description="The verdict")
@resource.alt_response(202, description="Not finished yet; see Location")
def create(_query: dict[str, Any], body: dict[str, Any]) -> Response:
    """Run an entry's reproduction or fix, or a concept's demo."""
    language = choose_language(body["language"])
    state = verifications.submit(library(), verifier(), body, language)
    response = json_response(state, language, 201 if state["status"] == "done" else 202)
    response.headers["Location"] = f"/v1/verifications/{state['id']}"
    return response


@resource.route("/<job_id>")
@resource.arguments(LanguageQuery, location="query")
@resource.response(200, description="The verification as it stands")
def show(query: dict[str, Any], job_id: str) -> Response:
    """Read a verification, kept for ten minutes."""
    language = choose_language(query["language"])
    return json_response(verifications.read(library(), verifier(), job_id, language), language)
