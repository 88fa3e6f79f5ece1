"""`/v1/logs`: every failure of a log."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.resources import Resource, answers, refuses
from service.api.responses import json_response
from service.api.schemas import LogRequest
from service.api.state import library
from service.problems import refusals
from whygrad.answers.logs import diagnose_log
from whygrad.answers.replies import LogAnswer

resource = Resource("logs", __name__, url_prefix="/v1/logs", description="Diagnose logs")

LOG = "epoch 1\nRuntimeError: grad can be implicitly created only for scalar outputs\nepoch 1\n"


@resource.route("", methods=["POST"])
@resource.arguments(LogRequest, example={"log": LOG})
@answers(LogAnswer, "Each different failure, with its count and its first line")
@refuses(refusals.NoKnowledge)
def create(body: dict[str, Any]) -> Response:
    """Diagnose every failure of a log.

    Two failures are the same when entry, or class, and message agree but for numbers. A warning counts as a failure
    only where an entry is about it.
    """
    language = choose_language(body["language"])
    return json_response(diagnose_log(library(language), body["log"]), language)
