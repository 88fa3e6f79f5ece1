"""`/healthz` and `/readyz`: whether the server is alive, and whether it can answer."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.requests import Resource
from service.api.responses import json_response
from service.api.schemas import NoParameters
from service.api.state import state
from service.domain.readiness import read_parts

resource = Resource("health", __name__, description="Operations")


@resource.route("/healthz")
@resource.arguments(NoParameters, location="query")
@resource.response(200, description="Alive")
def alive(_query: dict[str, Any]) -> Response:
    """Say that the process answers."""
    return json_response({"alive": True})


@resource.route("/readyz")
@resource.arguments(NoParameters, location="query")
@resource.response(200, description="Every part is ready")
@resource.alt_response(503, description="A part is not ready")
def ready(_query: dict[str, Any]) -> Response:
    """Say which parts are ready."""
    parts = read_parts(state().engine, state().source, state().verifier)
    is_ready = all(part["ready"] for part in parts.values())
    return json_response({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)
