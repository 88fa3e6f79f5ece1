"""The 318 questions of `tests/data/questions.jsonl`, made up by somebody who had not seen the phrasings."""

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.questions import QUESTIONS as PATH
from benchmarks.questions import ROOT, read_asked, read_questions
from service.authoring.folders import read_knowledge
from service.authoring.learned import learn_once
from whygrad.answers.library import Finders, Item
from whygrad.finding.questions import CLEARLY, ENOUGH, QuestionIndex
from whygrad.finding.topics import OUTSIDE
from whygrad.languages import LANGUAGES

QUESTIONS = read_questions(PATH)
KNOWLEDGE = read_knowledge(ROOT / "knowledge")
SUBJECTS = KNOWLEDGE.subjects.outside
FEWEST_PHRASINGS = 10
HELD_OUT = 10  # every so many phrasings of a topic


@pytest.fixture(scope="session")
def index(knowledge_items):
    return Finders([Item(item.kind, item.id, item.matching, item.documents) for item in knowledge_items]).questions


@pytest.mark.parametrize(("language", "top1", "top3"), [("en", 0.86, 0.93), ("zh", 0.92, 0.94)])
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


def test_no_other_threshold_serves_these_questions_much_better(index):
    judged = [judge_lead(index, question) for question in QUESTIONS]
    served = {
        threshold / 50: sum(
            is_right if margin >= threshold / 50 else not is_ours for margin, is_right, is_ours in judged
        )
        for threshold in range(-10, 20)
    }
    assert served[round(ENOUGH * 50) / 50] >= 0.97 * max(served.values()), served


def judge_lead(index, question):
    """The lead of the first topic, whether it is right, and whether any would be."""
    judged = index.judge(question["text"])
    wanted = {question["topic"], *question["acceptable"]}
    is_right = bool(judged.hits) and judged.hits[0].id in wanted
    return lead_of(index, question["text"]), is_right, question["topic"] is not None


def lead_of(index, text):
    """The lead, less what it must be more where another framework is named."""
    return index.judge(text).lead - (CLEARLY - ENOUGH if index.is_elsewhere(text) else 0)


def test_no_other_threshold_tells_phrasings_that_were_held_out_apart_much_better():
    asked = list(ask_held_out())
    served = {threshold / 50: tell_apart(asked, threshold / 50) for threshold in range(-10, 20)}
    assert served[round(ENOUGH * 50) / 50] >= 0.97 * max(served.values()), served


def ask_held_out():
    """Whether each held-out phrasing is about a topic of ours, with its lead."""
    asked = read_asked()
    kept = [
        replace(one, phrasings=tuple(text for n, text in enumerate(one.phrasings) if n % HELD_OUT)) for one in asked
    ]
    index = QuestionIndex([one.topic for one in kept], learn_once(kept), KNOWLEDGE.subjects.words)
    for one in asked:
        for text in one.phrasings[::HELD_OUT]:
            yield one.topic.kind != OUTSIDE, lead_of(index, text)


def tell_apart(asked, enough):
    """The mean of the shares of ours that are answered and of what is outside that is not."""
    counts = Counter((ours, ours == (margin >= enough)) for ours, margin in asked)
    return sum(counts[ours, True] / (counts[ours, True] + counts[ours, False]) for ours in (True, False)) / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_and_subject_is_asked_about_in_many_ways(language):
    items = [*KNOWLEDGE.entries.values(), *KNOWLEDGE.concepts.values()]
    counts = {item.id: len(item.phrasings[language]) for item in items}
    counts |= {name: len(phrasings[language]) for name, phrasings in SUBJECTS.items()}
    assert {name: count for name, count in counts.items() if count < FEWEST_PHRASINGS} == {}


def test_no_phrasing_is_that_of_two():
    items = {item.id: item.phrasings for item in (*KNOWLEDGE.entries.values(), *KNOWLEDGE.concepts.values())}
    counts = Counter(text.lower() for by in (items | SUBJECTS).values() for texts in by.values() for text in texts)
    assert [text for text, count in counts.items() if count > 1] == []
