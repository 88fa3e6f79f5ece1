"""`/v1/concepts`: the concepts of the knowledge."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.media import SVG
from service.api.resources import Resource, answers, refuses, sends, spares
from service.api.responses import page_response, readable_response, spare
from service.api.schemas import LanguageQuery, NoParameters, PageQuery
from service.api.state import library
from service.problems import refusals
from whygrad.answers.browsing import list_concepts
from whygrad.answers.documents import Concept
from whygrad.answers.markdown import concept_markdown
from whygrad.answers.replies import ConceptPage
from whygrad.languages import LANGUAGES

resource = Resource("concepts", __name__, url_prefix="/v1/concepts", description="Read the concepts")


@resource.route("")
@resource.arguments(PageQuery, location="query")
@answers(ConceptPage, "A page of the list")
@spares
@refuses(refusals.NoKnowledge)
def index(query: dict[str, Any]) -> Response:
    """List the concepts.

    By id; `Link` names the neighbouring pages.
    """
    language = choose_language(query.pop("language"))
    return page_response(list_concepts(library(language), **query), language)


@resource.route("/<item_id>")
@resource.arguments(LanguageQuery, location="query")
@answers(Concept, "The whole document", readable=True)
@spares
@refuses(refusals.UnknownConcept, refusals.NoKnowledge)
def show(query: dict[str, Any], item_id: str) -> Response:
    """Read a concept by its id or an alias.

    It is shown by a short program that was run; `proof` holds every claim as an assert.
    """
    language = choose_language(query["language"])
    return spare(readable_response(library(language).concept(item_id), concept_markdown, language), language)


@resource.route("/<item_id>/figure.svg")
@resource.arguments(NoParameters, location="query")
@sends(SVG, "The figure, as SVG")
@spares
@refuses(refusals.UnknownFigure, refusals.NoKnowledge)
def show_figure(_query: dict[str, Any], item_id: str) -> Response:
    """Show the figure of a concept.

    It is the same in every language, drawn from numbers that a run printed.
    """
    figure = library(LANGUAGES[0]).figure(item_id)
    return spare(Response(figure, content_type=SVG), "figure")
