"""What a question can find an entry or a concept by: all its languages together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from whygrad.answers.codec import dump
from whygrad.answers.documents import Concept, Entry
from whygrad.finding.questions import Topic, Vocabulary

Phrasings = Mapping[str, Sequence[str]]


def entry_topic(phrasings: Phrasings, documents: Sequence[Entry]) -> Topic:
    """The words of an entry and of its cases; its programs are the reproductions."""
    entry = documents[0]
    return Topic(
        kind="error",
        id=entry.id,
        phrasings=all_of(phrasings),
        titles=tuple(document.title for document in documents),
        texts=tuple(text for document in documents for text in entry_texts(document)),
        identifiers=tuple(case.reproduction.code for case in entry.cases),
        cases={case.id: case_texts(case.id, documents) for case in entry.cases},
    )


def concept_topic(phrasings: Phrasings, documents: Sequence[Concept]) -> Topic:
    """The words of a concept; its program is the one that it shows."""
    concept = documents[0]
    return Topic(
        kind="concept",
        id=concept.id,
        phrasings=all_of(phrasings),
        titles=tuple(document.title for document in documents),
        texts=tuple(text for document in documents for text in concept_texts(document)),
        identifiers=(concept.code,),
    )


def topic_words(vocabulary: Vocabulary, topic: Topic) -> dict[str, Any]:
    """The words that a topic is found by, as the database keeps them."""
    return {"words": dump(vocabulary.read_topic(topic))}


def all_of(phrasings: Phrasings) -> tuple[str, ...]:
    """The phrasings of all languages."""
    return tuple(text for texts in phrasings.values() for text in texts)


def entry_texts(entry: Entry) -> list[str]:
    """The prose that tells what an entry is about."""
    return [entry.summary, entry.explanation, *(f"{case.title} {case.when}" for case in entry.cases)]


def concept_texts(concept: Concept) -> list[str]:
    """The prose that tells what a concept is about."""
    return [concept.summary, concept.explanation, *(item.claim for item in concept.misconceptions)]


def case_texts(case_id: str, documents: Sequence[Entry]) -> tuple[str, ...]:
    """The prose that tells what a case is about."""
    cases = [case for document in documents for case in document.cases if case.id == case_id]
    return tuple(text for case in cases for text in (case.title, case.when))
