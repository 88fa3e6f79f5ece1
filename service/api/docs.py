"""`/docs`: the API for people, rendered from the OpenAPI document; no script, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, render_template

from service.api.media import HTML
from service.api.resources import Contract, Resource, sends
from service.api.schemas import LanguageQuery

resource = Resource("docs", __name__, description="Read about the API")


@resource.route("/docs")
@resource.arguments(LanguageQuery, location="query")
@sends(HTML, "This page")
def show(_query: dict[str, Any]) -> Response:
    """Read the API as a page.

    The same as /openapi.json, for people.
    """
    contract: Contract = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    page = render_template("docs.html", spec=contract.spec.to_dict())
    return Response(page, content_type=f"{HTML}; charset=utf-8")
