"""`/docs`: the API for people, rendered from the OpenAPI document; no script, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, render_template
from flask_smorest import Api

from service.api.requests import Resource
from service.api.schemas import LanguageQuery

resource = Resource("docs", __name__)


@resource.route("/docs")
@resource.doc(security=[])
@resource.arguments(LanguageQuery, location="query")
@resource.response(200, content_type="text/html", description="This page")
def show(_query: dict[str, Any]) -> Response:
    """Read the API as a page."""
    api: Api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return Response(render_template("docs.html", spec=api.spec.to_dict()), content_type="text/html; charset=utf-8")
