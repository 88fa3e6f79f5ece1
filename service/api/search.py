"""`/v1/search`: entries and concepts by words."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.resources import Resource, answers, refuses, spares
from service.api.responses import page_response
from service.api.schemas import SearchQuery
from service.api.state import library
from service.problems import refusals
from whygrad.answers.browsing import search
from whygrad.answers.replies import TopicPage

resource = Resource("search", __name__, url_prefix="/v1/search", description="Search the knowledge")


@resource.route("")
@resource.arguments(SearchQuery, location="query")
@answers(TopicPage, "A page of topics, best first")
@spares
@refuses(refusals.NoKnowledge)
def index(query: dict[str, Any]) -> Response:
    """Find entries and concepts by words.

    Unlike a question, a search also shows topics that are only near.
    """
    language = choose_language(query.pop("language"))
    return page_response(search(library(language), **query), language)
