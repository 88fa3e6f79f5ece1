"""`/v1/repairs`: repair the caller's own program, or check a correction of it."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from service.api.clients import name_client
from service.api.languages import choose_language
from service.api.resources import Resource, answers, refuses
from service.api.responses import json_response
from service.api.schemas import LanguageQuery, RepairRequest
from service.api.state import library, state, verifier
from service.domain import repairs
from service.problems import refusals
from whygrad.answers.runs import Repair

OF_ANY_RUN = (refusals.NoVerifier, refusals.VerifierUnavailable, refusals.NoKnowledge)
CODE = "import torch\ny = torch.ones(3, requires_grad=True) * 2\ny.backward()\n"

resource = Resource("repairs", __name__, url_prefix="/v1/repairs", description="Repair code")


@resource.route("", methods=["POST"])
@resource.arguments(RepairRequest, example={"code": CODE, "wait": 10})
@answers(Repair, "The corrected programs, with their evidence")
@answers(Repair, "Not finished within `wait`; read it at Location", 202)
@refuses(*OF_ANY_RUN, refusals.ForeignCodeRefused, refusals.QueueFull)
def create(body: dict[str, Any]) -> Response:
    """Repair a program; with `fixed`, put that correction of it through the same proof.

    A candidate is `verified` where the unedited program, run under one named change of the runtime, does the same at
    every backward and every step. What is not decided by the program itself is suggested, with what it assumes.
    """
    language = choose_language(body["language"])
    client = name_client(request.remote_addr, request.headers.get("X-Forwarded-For", ""), state().proxies)
    with state().seconds_to_wait(body["wait"]) as seconds:
        found = repairs.submit(library(language), verifier(), body | {"wait": seconds}, client)
    response = json_response(found, language, 200 if found.progress == "done" else 202)
    response.headers["Location"] = f"/v1/repairs/{found.id}"
    return response


@resource.route("/<job_id>")
@resource.arguments(LanguageQuery, location="query")
@answers(Repair, "The repair as it stands")
@refuses(*OF_ANY_RUN, refusals.UnknownRepair)
def show(query: dict[str, Any], job_id: str) -> Response:
    """Read a repair.

    It is kept for ten minutes in the verifier's memory, and nowhere else.
    """
    language = choose_language(query["language"])
    return json_response(repairs.read(library(language), verifier(), job_id), language)
