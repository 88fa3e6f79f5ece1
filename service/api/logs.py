"""`/v1/logs`: every failure of a log."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.requests import Resource
from service.api.responses import json_response
from service.api.schemas import LogRequest
from service.api.state import library
from whygrad.answers.logs import diagnose_log

resource = Resource("logs", __name__, url_prefix="/v1/logs", description="Diagnose logs")


@resource.route("", methods=["POST"])
@resource.arguments(LogRequest)
@resource.response(200, description="Each different failure, with its count and its first line")
def create(body: dict[str, Any]) -> Response:
    """Diagnose every failure of a log."""
    language = choose_language(body["language"])
    return json_response(diagnose_log(library(language), body["log"]), language)
