"""Reads the knowledge: lists, single documents, and search."""

from __future__ import annotations

from typing import Any

from service.domain.problems import not_found
from service.storage.snapshot import StoredItem
from whygrad.answers.library import Document, Library
from whygrad.answers.pages import Page, take_page
from whygrad.answers.questions import PATHS, describe_topic

SEARCH_LIMIT = 1000
LISTED = ("id", "aliases", "kind", "area", "frequency", "title", "summary")
FILTERS = ("area", "kind", "frequency")


def read_document(library: Library, kind: str, item_id: str, language: str) -> Document:
    """The document of an entry or a concept; raises `Problem` where there is none."""
    item = library.find(kind, item_id)
    if item is None:
        raise not_found(kind, item_id)
    return item.documents[language]


def read_figure(library: Library, item_id: str) -> str:
    """The SVG of a concept's figure; raises `Problem` where there is none."""
    item = library.find("concept", item_id)
    figure: str | None = item.matching["figure"] if item is not None else None
    if figure is None:
        raise not_found("figure", item_id)
    return figure


def list_documents(library: Library, kind: str, query: dict[str, Any], language: str) -> Page:
    """A page of the entries or concepts that pass the filters of `query`."""
    items = [item for item in library.of_kind(kind) if passes(item, query)]
    return take_page(items, query["page"], query["page_size"], lambda item: summarise(item, language))


def passes(item: StoredItem, query: dict[str, Any]) -> bool:
    """Whether an item passes every filter that `query` names."""
    if any(name in query and item.facets.get(name) != query[name] for name in FILTERS):
        return False
    return "concept" not in query or query["concept"] in item.facets.get("concepts", [])


def summarise(item: StoredItem, language: str) -> Document:
    """What a list shows of an item."""
    document = item.documents[language]
    shown = {name: document[name] for name in LISTED if name in document}
    return shown | {"url": f"/v1/{PATHS[item.kind]}/{item.id}"}


def search(library: Library, query: dict[str, Any], language: str) -> Page:
    """A page of the topics that `q` finds, best first."""
    hits = library.questions.search(query["q"], SEARCH_LIMIT)
    return take_page(
        hits,
        query["page"],
        query["page_size"],
        lambda hit: describe_topic(library, hit, language) | {"url": f"/v1/{PATHS[hit.kind]}/{hit.id}"},
    )
