"""Reads the knowledge: lists and search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from whygrad.answers.addresses import href_of, url_of
from whygrad.answers.documents import Concept, Entry
from whygrad.answers.library import Library
from whygrad.answers.questions import describe_topic
from whygrad.answers.replies import (
    ConceptPage,
    EntryPage,
    FoundTopic,
    ListedConcept,
    ListedEntry,
    Title,
    Titles,
    TopicPage,
)
from whygrad.finding.questions import Hit

SEARCH_LIMIT = 1000
PAGE_SIZE = 50

_Item = TypeVar("_Item")
_Shown = TypeVar("_Shown")


def list_entries(
    library: Library,
    *,
    area: str | None = None,
    kind: str | None = None,
    frequency: str | None = None,
    concept: str | None = None,
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> EntryPage:
    """A page of the entries that pass every filter given."""
    wanted = {"area": area, "kind": kind, "frequency": frequency}
    filters = {name: value for name, value in wanted.items() if value is not None}
    passing = [
        entry
        for entry in library.entries()
        if all(getattr(entry, name) == value for name, value in filters.items())
        and (concept is None or concept in entry.concepts)
    ]
    items = take_page(passing, page, page_size, list_entry)
    return EntryPage(items=items, total=len(passing), page=page, page_size=page_size)


def list_concepts(library: Library, *, page: int = 1, page_size: int = PAGE_SIZE) -> ConceptPage:
    """A page of the concepts."""
    concepts = library.concepts()
    items = take_page(concepts, page, page_size, list_concept)
    return ConceptPage(items=items, total=len(concepts), page=page, page_size=page_size)


def list_titles(library: Library) -> Titles:
    """Every entry and concept by its title."""
    errors = tuple(Title(id=entry.id, title=entry.title) for entry in library.entries())
    return Titles(errors=errors, concepts=tuple(Title(id=one.id, title=one.title) for one in library.concepts()))


def search(library: Library, q: str, *, page: int = 1, page_size: int = PAGE_SIZE) -> TopicPage:
    """A page of the topics that the words `q` find, best first."""
    hits = library.finders.questions.search(q, SEARCH_LIMIT)
    items = take_page(hits, page, page_size, lambda hit: list_hit(library, hit))
    return TopicPage(items=items, total=len(hits), page=page, page_size=page_size)


def take_page(items: Sequence[_Item], page: int, page_size: int, show: Callable[[_Item], _Shown]) -> tuple[_Shown, ...]:
    """Page `page` (from 1) of `items`, each as it is shown; a page past the end is empty."""
    start = (page - 1) * page_size
    return tuple(map(show, items[start : start + page_size]))


def list_entry(entry: Entry) -> ListedEntry:
    """What a list shows of an entry."""
    return ListedEntry(
        id=entry.id,
        aliases=entry.aliases,
        kind=entry.kind,
        area=entry.area,
        frequency=entry.frequency,
        title=entry.title,
        summary=entry.summary,
        url=url_of("error", entry.id),
        href=entry.href,
    )


def list_concept(concept: Concept) -> ListedConcept:
    """What a list shows of a concept."""
    return ListedConcept(
        id=concept.id,
        aliases=concept.aliases,
        title=concept.title,
        summary=concept.summary,
        url=url_of("concept", concept.id),
        href=concept.href,
    )


def list_hit(library: Library, hit: Hit) -> FoundTopic:
    """What a search shows of a topic."""
    topic = describe_topic(library, hit)
    return FoundTopic(**vars(topic), url=url_of(hit.kind, hit.id), href=href_of(hit.kind, hit.id))
