"""`/v1/search`: entries and concepts by words."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.requests import Resource
from service.api.responses import page_response
from service.api.schemas import SearchQuery
from service.api.state import library
from whygrad.answers.browsing import search

resource = Resource("search", __name__, url_prefix="/v1/search", description="Search the knowledge")


@resource.route("")
@resource.arguments(SearchQuery, location="query")
@resource.response(200, description="A page of topics, best first")
def index(query: dict[str, Any]) -> Response:
    """Find entries and concepts by words."""
    language = choose_language(query.pop("language"))
    return page_response(search(library(language), **query), language)
