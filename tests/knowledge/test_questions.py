"""The 318 questions of `tests/data/questions.jsonl`, made up by somebody who had not seen the phrasings."""

import json
from collections import Counter

import pytest

from benchmarks.questions import QUESTIONS as PATH
from benchmarks.questions import index_topics, read_topics

QUESTIONS = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def index():
    return index_topics(*read_topics())


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
