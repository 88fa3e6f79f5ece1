"""What a question can find an entry or a concept by: all its languages together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from service.authoring.items import Knowledge, Phrasings
from service.authoring.learned import learn_once
from service.authoring.learning import Asked
from service.storage.items import Item
from whygrad.answers.codec import dump
from whygrad.answers.documents import Entry
from whygrad.finding.topics import OUTSIDE, Subjects, Topic, Words


def asked_of_all(knowledge: Knowledge, items: Iterable[Item]) -> list[Asked]:
    """How people ask about entries and concepts, by their titles too, and about what has neither."""
    phrasings = {name: entry.phrasings for name, entry in knowledge.entries.items()}
    phrasings |= {name: concept.phrasings for name, concept in knowledge.concepts.items()}
    relatives = relatives_in(knowledge)
    ours = [
        Asked(Topic(item.kind, item.id), (*texts_of(phrasings[item.id]), *titles_of(item)), relatives[item.id])
        for item in items
    ]
    outside = knowledge.subjects.outside.items()
    return [*ours, *(Asked(Topic(OUTSIDE, name), texts_of(texts)) for name, texts in outside)]


def relatives_in(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """The entries and concepts that each entry and concept names, or that name it."""
    named = {name: set(entry.concepts) for name, entry in knowledge.entries.items()}
    named |= {name: set(concept.related) for name, concept in knowledge.concepts.items()}
    naming = {name: {other for other in named if name in named[other]} for name in named}
    return {name: frozenset(named[name] | naming[name]) for name in named}


def search_row(words: Words, asked: Sequence[Asked]) -> dict[str, Any]:
    """What question search knows beside entries and concepts, as the database keeps it, with what it learns of all."""
    outside = tuple(one.topic.id for one in asked if one.topic.kind == OUTSIDE)
    row: dict[str, Any] = dump(Subjects(outside, words, learn_once(asked)))
    return row


def texts_of(phrasings: Phrasings) -> tuple[str, ...]:
    """The phrasings of all languages."""
    return tuple(text for texts in phrasings.values() for text in texts)


def titles_of(item: Item) -> Iterator[str]:
    """The titles in all languages."""
    return (document["title"] for document in item.documents.values())


def case_texts(documents: Sequence[Entry]) -> dict[str, list[str]]:
    """The prose that tells what each case of an entry is about, in all languages."""
    cases = [case for document in documents for case in document.cases]
    return {case.id: [text for own in cases if own.id == case.id for text in (own.title, own.when)] for case in cases}
