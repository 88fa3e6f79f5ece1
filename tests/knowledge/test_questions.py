"""The 318 questions of `tests/data/questions.jsonl`, made up by somebody who had not seen the phrasings."""

import json
from collections import Counter
from pathlib import Path

import pytest

from service.domain.documents import errors_of_concept
from service.domain.evidence import read_evidence
from service.domain.library import topic_of
from service.domain.loading import concept_item, entry_item
from service.storage.snapshot import StoredItem
from whygrad.catalogue import read_knowledge
from whygrad.question_search import QuestionIndex

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = [
    json.loads(line) for line in (ROOT / "tests" / "data" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def stored(item):
    return StoredItem(item.kind, item.id, item.content_hash, 0, item.facets, item.matching, item.documents)


@pytest.fixture(scope="module")
def index():
    root = ROOT / "knowledge"
    knowledge = read_knowledge(root)
    items = [entry_item(0, entry, read_evidence(root, entry.id)) for entry in knowledge.entries.values()]
    items += [
        concept_item(0, concept, read_evidence(root, concept.id), errors_of_concept(knowledge, concept.id))
        for concept in knowledge.concepts.values()
    ]
    return QuestionIndex([topic_of(stored(item)) for item in items], knowledge.search)


@pytest.mark.parametrize(("language", "top1", "top3"), [("en", 0.72, 0.88), ("zh", 0.82, 0.92)])
def test_questions_find_their_topic(index, language, top1, top3):
    counts = Counter()
    for question in QUESTIONS:
        if question["lang"] == language and question["topic"]:
            wanted = {question["topic"], *question["acceptable"]}
            found = [hit.id for hit in index.ask(question["text"]).answers[:3]]
            counts["asked"] += 1
            counts["top1"] += bool(found) and found[0] in wanted
            counts["top3"] += any(topic in wanted for topic in found)
    assert counts["top1"] / counts["asked"] >= top1
    assert counts["top3"] / counts["asked"] >= top3


def test_what_is_out_of_scope_is_left_alone(index):
    outside = [question for question in QUESTIONS if question["topic"] is None]
    answered = [question["text"] for question in outside if index.ask(question["text"]).answers]
    assert len(answered) <= 0.05 * len(outside), answered
