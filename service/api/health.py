"""`/healthz` and `/readyz`: whether the server is alive, and whether it can answer."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.resources import Resource, answers
from service.api.responses import json_response
from service.api.schemas import NoParameters
from service.api.state import state
from service.domain.readiness import read_readiness
from whygrad.answers.servers import Alive, Readiness

resource = Resource("health", __name__, description="Operations")


@resource.route("/healthz")
@resource.arguments(NoParameters, location="query")
@answers(Alive, "Alive")
def alive(_query: dict[str, Any]) -> Response:
    """Say that the process answers.

    It says nothing of the parts; /readyz does.
    """
    return json_response(Alive(alive=True))


@resource.route("/readyz")
@resource.arguments(NoParameters, location="query")
@answers(Readiness, "Every part is ready")
@answers(Readiness, "A part is not ready", 503)
def ready(_query: dict[str, Any]) -> Response:
    """Say which parts are ready.

    The database gives a row, knowledge is loaded, the verifier takes jobs.
    """
    found = read_readiness(state().engine, state().source, state().verifier)
    return json_response(found, status=200 if found.ready else 503)
