"""`/v1/concepts`: the concepts of the knowledge."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.requests import Resource
from service.api.responses import cached_response, figure_response, page_response
from service.api.schemas import LanguageQuery, NoParameters, PageQuery
from service.api.state import library
from whygrad.answers.browsing import list_concepts
from whygrad.languages import LANGUAGES

resource = Resource("concepts", __name__, url_prefix="/v1/concepts", description="Read the concepts")


@resource.route("")
@resource.arguments(PageQuery, location="query")
@resource.response(200, description="A page of the list")
def index(query: dict[str, Any]) -> Response:
    """List the concepts."""
    language = choose_language(query.pop("language"))
    return page_response(list_concepts(library(language), **query), language)


@resource.route("/<item_id>")
@resource.arguments(LanguageQuery, location="query")
@resource.response(200, description="The whole document")
def show(query: dict[str, Any], item_id: str) -> Response:
    """Read one by its id or an alias."""
    language = choose_language(query["language"])
    return cached_response(library(language).concept(item_id), language)


@resource.route("/<item_id>/figure.svg")
@resource.arguments(NoParameters, location="query")
@resource.response(200, description="The figure, as SVG")
def show_figure(_query: dict[str, Any], item_id: str) -> Response:
    """Show the figure of a concept: the same in every language."""
    return figure_response(library(LANGUAGES[0]).figure(item_id))
