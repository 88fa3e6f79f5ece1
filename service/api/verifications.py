"""`/v1/verifications`: run code and see what happens."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from service.api.clients import name_client
from service.api.languages import choose_language
from service.api.resources import Resource, answers, refuses
from service.api.responses import json_response
from service.api.schemas import LanguageQuery, VerificationRequest
from service.api.state import library, state, verifier
from service.domain import verifications
from service.problems import refusals
from whygrad.answers.runs import Verification

OF_ANY_RUN = (refusals.NoVerifier, refusals.VerifierUnavailable, refusals.NoKnowledge)
OF_A_SUBJECT = (refusals.UnknownEntry, refusals.UnknownConcept, refusals.UnknownCase, refusals.UnknownFix)
OF_FOREIGN_CODE = (refusals.UnavailableTorch, refusals.ForeignCodeRefused)
CODE = "import torch\ntorch.ones(3, requires_grad=True).sum().backward()\n"

resource = Resource("verifications", __name__, url_prefix="/v1/verifications", description="Run code")


@resource.route("", methods=["POST"])
@resource.arguments(VerificationRequest, example={"code": CODE, "wait": 2})
@answers(Verification, "The verdict", 201)
@answers(Verification, "Not finished within `wait`; read it at Location", 202)
@refuses(*OF_ANY_RUN, *OF_A_SUBJECT, *OF_FOREIGN_CODE, refusals.QueueFull)
def create(body: dict[str, Any]) -> Response:
    """Run a program of the caller's, an entry's reproduction or fix, or a concept's demo.

    It runs in a sandbox without a network, for a few seconds at most. Code that fails there is a result, not an error
    of HTTP; `sandbox_fault` is a failure of the server's and never the code's.
    """
    language = choose_language(body["language"])
    found = run_for_client(body, language)
    response = json_response(found, language, 201 if found.status == "done" else 202)
    response.headers["Location"] = f"/v1/verifications/{found.id}"
    return response


@resource.route("/<job_id>")
@resource.arguments(LanguageQuery, location="query")
@answers(Verification, "The verification as it stands")
@refuses(*OF_ANY_RUN, refusals.UnknownVerification)
def show(query: dict[str, Any], job_id: str) -> Response:
    """Read a verification.

    It is kept for ten minutes in the verifier's memory, and nowhere else.
    """
    language = choose_language(query["language"])
    return json_response(verifications.read(library(language), verifier(), job_id), language)


def run_for_client(asked: dict[str, Any], language: str) -> Verification:
    """Have a program run for whoever sent this request, and wait as long as it asks for and this worker has room."""
    client = name_client(request.remote_addr, request.headers.get("X-Forwarded-For", ""), state().proxies)
    with state().seconds_to_wait(asked["wait"]) as seconds:
        return verifications.submit(library(language), verifier(), asked | {"wait": seconds}, client)
