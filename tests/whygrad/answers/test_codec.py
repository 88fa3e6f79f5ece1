"""Typed values to JSON and back."""

import json
from pathlib import Path

import orjson
import pytest

from service.authoring.folders import read_knowledge
from service.authoring.rows import published_items
from whygrad.answers.codec import dump, load
from whygrad.answers.documents import Concept, Entry, Reference

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"
ITEMS = published_items(KNOWLEDGE, read_knowledge(KNOWLEDGE))
TYPES = {"error": Entry, "concept": Concept}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_document_survives_its_row(item):
    for row in item.documents.values():
        document = load(TYPES[item.kind], json.loads(json.dumps(row)))
        assert dump(document, derived=False) == row


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_server_writes_the_same_json_as_the_library(item):
    document = load(TYPES[item.kind], item.documents["zh"])
    assert json.loads(orjson.dumps(document)) == dump(document)


def test_a_name_that_was_added_later_is_passed_over():
    assert load(Reference, {"title": "a", "url": "b", "new": 1}) == Reference(title="a", url="b")


def test_a_name_without_a_default_may_not_be_missing():
    with pytest.raises(TypeError, match="url"):
        load(Reference, {"title": "a"})
