"""`/v1/errors`: the entries of the knowledge."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.requests import Resource
from service.api.responses import cached_response, page_response
from service.api.schemas import ErrorsQuery, LanguageQuery
from service.api.state import library
from whygrad.answers.browsing import list_entries

resource = Resource("errors", __name__, url_prefix="/v1/errors", description="Read the entries")


@resource.route("")
@resource.arguments(ErrorsQuery, location="query")
@resource.response(200, description="A page of the list")
def index(query: dict[str, Any]) -> Response:
    """List the entries."""
    language = choose_language(query.pop("language"))
    return page_response(list_entries(library(language), **query), language)


@resource.route("/<item_id>")
@resource.arguments(LanguageQuery, location="query")
@resource.response(200, description="The whole document")
def show(query: dict[str, Any], item_id: str) -> Response:
    """Read one by its id or an alias."""
    language = choose_language(query["language"])
    return cached_response(library(language).entry(item_id), language)
