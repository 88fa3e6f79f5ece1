"""The knowledge in memory."""

import dataclasses
from pathlib import Path

import pytest

from service.authoring.folders import read_knowledge
from service.authoring.rows import published_items
from whygrad.answers.library import Item, UnknownItem, build_libraries, topic_of

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"
ROWS = [
    Item(item.kind, item.id, item.matching, item.documents)
    for item in published_items(KNOWLEDGE, read_knowledge(KNOWLEDGE))
]


@pytest.fixture(scope="module")
def library():
    return build_libraries("1", ROWS)["en"]


def test_without_knowledge_there_is_no_library():
    assert build_libraries("1", []) == {}
    assert build_libraries("1", [row for row in ROWS if row.kind == "search"]) == {}


def test_there_is_a_library_for_each_language_that_all_documents_have():
    rows = [Item(row.kind, row.id, row.matching, {"en": row.documents["en"]} if row.documents else {}) for row in ROWS]
    assert list(build_libraries("1", ROWS)) == ["en", "zh"]
    assert list(build_libraries("1", rows)) == ["en"]


def test_an_item_is_found_by_an_alias():
    row = next(row for row in ROWS if row.kind == "concept")
    renamed = dataclasses.replace(row, matching={**row.matching, "aliases": ["old-name"]})
    library = build_libraries("1", [renamed])["en"]
    assert library.concept("old-name") is library.concept(row.id)


def test_a_document_is_an_entry_or_a_concept(library):
    entry, concept = library.entries()[0], library.concepts()[0]
    assert library.document(entry.id) is entry
    assert library.document(concept.id) is concept


@pytest.mark.parametrize("read", ["entry", "concept", "document", "figure"])
def test_an_unknown_id_is_named(library, read):
    with pytest.raises(UnknownItem, match="'nothing'"):
        getattr(library, read)("nothing")


def test_a_drawn_concept_names_its_figure(library):
    drawn = next(concept for concept in library.concepts() if concept.figure)
    assert drawn.figure == f"/v1/concepts/{drawn.id}/figure.svg"
    assert library.figure(drawn.id).startswith("<svg")


def test_a_checklist_is_a_topic_that_leads_to_others():
    topics = {row.id: topic_of(row) for row in ROWS if row.kind != "search"}
    assert {"silent-detach-in-forward", "leaf-tensors"} <= topics["why-is-grad-none"].leads_to
    assert topics["leaf-tensors"].leads_to == frozenset()
