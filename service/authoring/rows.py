"""Makes the items that a database or a bundle holds of the knowledge folders; needs neither."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from service.authoring.compiling import (
    Row,
    concept_document,
    concept_matching,
    entry_document,
    entry_matching,
    errors_of_concept,
)
from service.authoring.evidence.store import Runs, read_runs
from service.authoring.items import Concept, Entry, Knowledge
from service.authoring.tables import KnowledgeError
from service.authoring.topics import asked_of_all, case_texts, search_row
from service.storage.items import Item
from whygrad.answers import documents as read
from whygrad.answers.codec import dump
from whygrad.languages import LANGUAGES

SEARCH_KIND, SEARCH_ID = "search", "subjects"
FREQUENCIES = ("very common", "common", "occasional", "rare")


def build_items(root: Path, knowledge: Knowledge) -> list[Item]:
    """What is published, and what question search learns of it, which takes some seconds."""
    items = published_items(root, knowledge)
    learned = search_row(knowledge.subjects.words, asked_of_all(knowledge, items))
    return [*items, make_item(SEARCH_KIND, SEARCH_ID, 0, {}, learned, {})]


def published_items(root: Path, knowledge: Knowledge) -> list[Item]:
    """The published entries, the most frequent first, then the published concepts."""
    entries = sorted(
        (entry for entry in knowledge.entries.values() if entry.status == "published"),
        key=lambda entry: (FREQUENCIES.index(entry.frequency), entry.id),
    )
    concepts = [concept for concept in knowledge.concepts.values() if concept.status == "published"]
    published = [*(entry.id for entry in entries), *(concept.id for concept in concepts)]
    runs = {item_id: required_runs(root, knowledge, item_id) for item_id in published}
    return [
        *(entry_item(position, entry, runs[entry.id]) for position, entry in enumerate(entries)),
        *(
            concept_item(position, concept, runs[concept.id], errors_of_concept(knowledge, concept.id))
            for position, concept in enumerate(concepts)
        ),
    ]


def required_runs(root: Path, knowledge: Knowledge, item_id: str) -> Runs:
    """The recorded evidence; raises `KnowledgeError` where nobody has run the item's present programs."""
    runs = read_runs(root, knowledge, item_id)
    if not runs:
        raise KnowledgeError(f"{item_id}: has no evidence of its present programs; run `make verify`")
    return runs


def entry_item(position: int, entry: Entry, runs: Runs) -> Item:
    """An entry as the database keeps it."""
    facets: Row = {
        "area": entry.area,
        "kind": entry.kind,
        "frequency": entry.frequency,
        "concepts": list(entry.concepts),
    }
    documents = [entry_document(entry, runs, language) for language in LANGUAGES]
    matching = entry_matching(entry) | {"case_texts": case_texts(documents)}
    return make_item("error", entry.id, position, facets, matching, as_rows(documents))


def concept_item(position: int, concept: Concept, runs: Runs, errors: list[str]) -> Item:
    """A concept as the database keeps it."""
    documents = [concept_document(concept, runs, language, errors) for language in LANGUAGES]
    return make_item("concept", concept.id, position, {}, concept_matching(concept, runs, errors), as_rows(documents))


def as_rows(documents: Sequence[read.Entry | read.Concept]) -> dict[str, Row]:
    """The documents of an item, by language, as the database keeps them: without what follows from the rest."""
    return {language: dump(document, derived=False) for language, document in zip(LANGUAGES, documents, strict=True)}


def make_item(kind: str, item_id: str, position: int, facets: Row, matching: Row, documents: dict[str, Row]) -> Item:
    """An item keyed by the hash of everything that is served of it."""
    content = json.dumps([position, facets, matching, documents], sort_keys=True).encode()
    return Item(kind, item_id, hashlib.sha256(content).hexdigest(), position, facets, matching, documents)
