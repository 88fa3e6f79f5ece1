"""`/v1/errors`: the entries of the knowledge."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api.languages import choose_language
from service.api.resources import Resource, answers, refuses, spares
from service.api.responses import page_response, readable_response, spare
from service.api.schemas import ErrorsQuery, LanguageQuery
from service.api.state import library
from service.problems import refusals
from whygrad.answers.browsing import list_entries
from whygrad.answers.documents import Entry
from whygrad.answers.markdown import entry_markdown
from whygrad.answers.replies import EntryPage

resource = Resource("errors", __name__, url_prefix="/v1/errors", description="Read the entries")


@resource.route("")
@resource.arguments(ErrorsQuery, location="query")
@answers(EntryPage, "A page of the list")
@spares
@refuses(refusals.NoKnowledge)
def index(query: dict[str, Any]) -> Response:
    """List the entries.

    The most frequent first; `Link` names the neighbouring pages.
    """
    language = choose_language(query.pop("language"))
    return page_response(list_entries(library(language), **query), language)


@resource.route("/<item_id>")
@resource.arguments(LanguageQuery, location="query")
@answers(Entry, "The whole document", readable=True)
@spares
@refuses(refusals.UnknownEntry, refusals.NoKnowledge)
def show(query: dict[str, Any], item_id: str) -> Response:
    """Read an entry by its id or an alias.

    Its cases are the usual causes, the most frequent first, each with a program that shows it, fixes that were run and
    checked, and wrong fixes with the harm that was measured.
    """
    language = choose_language(query["language"])
    return spare(readable_response(library(language).entry(item_id), entry_markdown, language), language)
