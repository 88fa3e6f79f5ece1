"""What the lists and the pages of the knowledge show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from whygrad.answers.documents import Concept, Entry
from whygrad.answers.library import Library

FILTERS = ("area", "kind", "frequency")
WORDS_LIMIT_CHARACTERS = 200
HITS_LIMIT = 1000


@dataclass(frozen=True)
class Group:
    """Entries of one area; no area where they stand in the order of a search."""

    area: str | None
    entries: Sequence[Entry]


def find_entries(library: Library, words: str, filters: Mapping[str, str]) -> list[Group]:
    """The entries that pass every filter: what `words` find, best first, else all of them by area."""
    found = entries_of_words(library, words) if words else library.entries()
    passing = [entry for entry in found if all(getattr(entry, name) == value for name, value in filters.items())]
    if words:
        return [Group(None, passing)] if passing else []
    ordered = sorted(passing, key=lambda entry: entry.area)  # within an area as before: the most frequent first
    return [Group(area, list(entries)) for area, entries in groupby(ordered, lambda entry: entry.area)]


def entries_of_words(library: Library, words: str) -> list[Entry]:
    """The entries that a search finds, best first."""
    return [library.entry(item_id) for item_id in search_ids(library, "error", words)]


def find_concepts(library: Library, words: str) -> list[Concept]:
    """What `words` find, best first, else all concepts."""
    if not words:
        return library.concepts()
    return [library.concept(item_id) for item_id in search_ids(library, "concept", words)]


def search_ids(library: Library, kind: str, words: str) -> list[str]:
    """The ids of the topics of one kind that a search finds, best first."""
    hits = library.finders.questions.search(words[:WORDS_LIMIT_CHARACTERS], HITS_LIMIT)
    return [hit.id for hit in hits if hit.kind == kind]


def filter_choices(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """The values of each filter that entries have, in order of the alphabet."""
    known = list(entries)
    return {name: sorted({getattr(entry, name) for entry in known}) for name in FILTERS}
