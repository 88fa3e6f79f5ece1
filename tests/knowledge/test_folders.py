"""Driven by the folders: what every entry and concept must show. Each has one test, named by its id."""

from pathlib import Path

import pytest

from service.authoring.checks import check_knowledge
from service.authoring.evidence.judging import judge, signature_index
from service.authoring.evidence.store import read_evidence, recorded_versions
from service.authoring.folders import read_knowledge

ROOT = Path(__file__).resolve().parents[2] / "knowledge"
KNOWLEDGE = read_knowledge(ROOT)
INDEX = signature_index(KNOWLEDGE.entries.values())


@pytest.mark.parametrize("item_id", [*KNOWLEDGE.entries, *KNOWLEDGE.concepts])
def test_the_recorded_evidence_shows_what_it_must(item_id):
    assert judge(KNOWLEDGE, item_id, read_evidence(ROOT, recorded_versions(ROOT)[0], item_id), INDEX) == []


def test_the_knowledge_as_a_whole_holds_together():
    assert check_knowledge(ROOT, KNOWLEDGE) == []
