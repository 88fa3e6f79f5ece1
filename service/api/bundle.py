"""`/v1/bundle`: the whole knowledge, for clients that answer offline."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.resources import Resource, answers, refuses, spares
from service.api.responses import json_response, spare
from service.api.schemas import LanguageQuery
from service.api.state import library
from service.problems import refusals
from whygrad.answers.bundle import Bundle, compose_bundle

resource = Resource("bundle", __name__, description="Take the knowledge along")


@resource.route("/v1/bundle")
@resource.arguments(LanguageQuery, location="query")
@answers(Bundle, "Everything that answering needs, in one language")
@spares
@refuses(refusals.NoKnowledge)
def show(query: dict[str, Any]) -> Response:
    """Read the whole knowledge in one language.

    A client that loads it answers as this server does; it is what an installed whygrad carries.
    """
    language = choose_language(query["language"])
    return spare(json_response(compose_bundle(library(language)), language), language)
