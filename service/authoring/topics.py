"""What a question can find an entry or a concept by: all its languages together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from service.authoring.items import Phrasings, Subjects
from whygrad.answers.codec import dump
from whygrad.answers.documents import Concept, Entry
from whygrad.finding import topics as found
from whygrad.finding.topics import Topic, count_topics


def entry_topic(phrasings: Phrasings, documents: Sequence[Entry]) -> Topic:
    """How people ask about an entry, and what tells its cases apart."""
    entry = documents[0]
    cases = {case.id: case_texts(case.id, documents) for case in entry.cases}
    return Topic("error", entry.id, asked(phrasings, documents), cases)


def concept_topic(phrasings: Phrasings, documents: Sequence[Concept]) -> Topic:
    """How people ask about a concept."""
    return Topic("concept", documents[0].id, asked(phrasings, documents))


def topic_row(topic: Topic) -> dict[str, Any]:
    """How people ask, as the database keeps it."""
    return {"topic": {"phrasings": list(topic.phrasings), "cases": {case: list(t) for case, t in topic.cases.items()}}}


def search_row(subjects: Subjects, topics: Sequence[Topic]) -> dict[str, Any]:
    """What question search knows beside `topics`, as the database keeps it, with what is counted of them all."""
    known = {**subjects.outside, **subjects.planned}
    outside = {name: tuple(text for texts in by.values() for text in texts) for name, by in known.items()}
    beside = found.Subjects(outside, subjects.words)
    row: dict[str, Any] = dump(replace(beside, counts=count_topics([*topics, *beside.topics()])))
    return row


def asked(phrasings: Phrasings, documents: Sequence[Entry | Concept]) -> tuple[str, ...]:
    """The phrasings of all languages, and the titles."""
    return (*(text for texts in phrasings.values() for text in texts), *(document.title for document in documents))


def case_texts(case_id: str, documents: Sequence[Entry]) -> tuple[str, ...]:
    """The prose that tells what a case is about."""
    cases = [case for document in documents for case in document.cases if case.id == case_id]
    return tuple(text for case in cases for text in (case.title, case.when))
