"""`/v1/verifications`: run code and see what happens."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from service.api.clients import name_client
from service.api.languages import choose_language
from service.api.requests import Resource
from service.api.responses import json_response
from service.api.schemas import LanguageQuery, VerificationRequest
from service.api.state import library, state, verifier
from service.domain import verifications

resource = Resource("verifications", __name__, url_prefix="/v1/verifications", description="Run code")


@resource.route("", methods=["POST"])
@resource.arguments(VerificationRequest)
@resource.response(201, description="The verdict")
@resource.alt_response(202, description="Not finished yet; see Location")
@resource.alt_response(429, description="The queue is full; see Retry-After")
@resource.alt_response(503, description="The verifier is not there, or the sandbox lacks a layer")
def create(body: dict[str, Any]) -> Response:
    """Run a program of the caller's, an entry's reproduction or fix, or a concept's demo."""
    language = choose_language(body["language"])
    client = name_client(request.remote_addr, request.headers.get("X-Forwarded-For", ""), state().proxies)
    with state().seconds_to_wait(body["wait"]) as seconds:
        found = verifications.submit(library(language), verifier(), body | {"wait": seconds}, client)
    response = json_response(found, language, 201 if found["status"] == "done" else 202)
    response.headers["Location"] = f"/v1/verifications/{found['id']}"
    return response


@resource.route("/<job_id>")
@resource.arguments(LanguageQuery, location="query")
@resource.response(200, description="The verification as it stands")
def show(query: dict[str, Any], job_id: str) -> Response:
    """Read a verification, kept for ten minutes."""
    language = choose_language(query["language"])
    return json_response(verifications.read(library(language), verifier(), job_id), language)
