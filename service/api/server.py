"""`/v1`: what this server is and can do."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.resources import Resource, answers, refuses, spares
from service.api.responses import json_response, spare
from service.api.schemas import (
    BATCH_LIMIT,
    BATCH_LIMIT_BYTES,
    CODE_LIMIT_BYTES,
    LOG_LIMIT_BYTES,
    QUESTION_LIMIT_BYTES,
    TRACEBACK_LIMIT_BYTES,
    NoParameters,
)
from service.api.state import library, state
from service.domain.readiness import read_verifier
from service.problems import refusals
from whygrad.answers.servers import Features, Limits, Server
from whygrad.languages import LANGUAGES

resource = Resource("server", __name__, description="What this server is")

API_VERSION = "1"
LIMITS = Limits(
    traceback_bytes=TRACEBACK_LIMIT_BYTES,
    batch_items=BATCH_LIMIT,
    batch_bytes=BATCH_LIMIT_BYTES,
    log_bytes=LOG_LIMIT_BYTES,
    question_bytes=QUESTION_LIMIT_BYTES,
    code_bytes=CODE_LIMIT_BYTES,
)


@resource.route("/v1")
@resource.arguments(NoParameters, location="query")
@answers(Server, "Versions, limits, languages and features")
@spares
@refuses(refusals.NoKnowledge)
def show(_query: dict[str, Any]) -> Response:
    """Say what this server is and can do.

    A client reads here which versions and limits it meets, and whether code can be run.
    """
    verifier = read_verifier(state().verifier)
    takes_code = verifier.ready and verifier.foreign_code
    server = Server(
        api_version=API_VERSION,
        knowledge_version=library(LANGUAGES[0]).version,
        torch_versions=verifier.torch_versions,
        languages=LANGUAGES,
        limits=LIMITS,
        features=Features(foreign_code=takes_code, repairs=takes_code),
    )
    return spare(json_response(server), "server")
