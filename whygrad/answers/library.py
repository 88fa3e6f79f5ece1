"""What a worker serves from: the snapshot's items with their indexes and serialised answers, immutable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from service.storage.snapshot import Snapshot, StoredItem
from whygrad.finding.likeness import LikenessIndex
from whygrad.finding.questions import QuestionIndex, SearchWords, Topic
from whygrad.finding.signatures import Signature, SignatureIndex
from whygrad.languages import LANGUAGES

Document = Mapping[str, Any]
SHORT_HASH = 12
TOPIC_KINDS = ("error", "concept")


@dataclass(frozen=True)
class Library:
    """Everything that answering needs; built once for each version of the knowledge."""

    version: str
    items: Mapping[tuple[str, str], StoredItem]
    signatures: SignatureIndex
    likeness: LikenessIndex
    questions: QuestionIndex
    answers: Mapping[tuple[str, str, str], bytes]
    cues: Mapping[str, Mapping[str, tuple[re.Pattern[str], ...]]]

    def find(self, kind: str, item_id: str) -> StoredItem | None:
        """The live item of that kind and id, or the one that `item_id` is an alias of."""
        found = self.items.get((kind, item_id))
        if found is not None:
            return found
        return next((item for item in self.of_kind(kind) if item_id in item.matching["aliases"]), None)

    def of_kind(self, kind: str) -> list[StoredItem]:
        """The live items of a kind, in order."""
        return [item for (item_kind, _), item in self.items.items() if item_kind == kind]


def build_library(snapshot: Snapshot) -> Library:
    """Build the indexes and the serialised answers over one snapshot."""
    entries = [item for (kind, _), item in snapshot.items.items() if kind == "error"]
    topics = [item for (kind, _), item in snapshot.items.items() if kind in TOPIC_KINDS]
    return Library(
        version=f"{snapshot.version}-{snapshot.digest[:SHORT_HASH]}",
        items=snapshot.items,
        signatures=SignatureIndex(signature for entry in entries for signature in signatures_of(entry)),
        likeness=LikenessIndex((entry.id, text) for entry in entries for text in likeness_texts(entry)),
        questions=QuestionIndex(map(topic_of, topics), search_words_of(snapshot)),
        answers={
            (entry.id, language, case["id"]): serialise_answer(entry.documents[language], case["id"])
            for entry in entries
            for language in LANGUAGES
            for case in entry.documents[language]["cases"]
        },
        cues={
            entry.id: {
                case: tuple(re.compile(cue, re.MULTILINE) for cue in patterns)
                for case, patterns in entry.matching["cues"].items()
            }
            for entry in entries
        },
    )


def search_words_of(snapshot: Snapshot) -> SearchWords:
    """The words of question search; none before the first load."""
    words = next((item.matching for (kind, _), item in snapshot.items.items() if kind == "search"), None)
    return SearchWords(words["synonyms"], words["outside"]) if words else SearchWords()


def signatures_of(entry: StoredItem) -> list[Signature]:
    """The signatures of a stored entry."""
    return [
        Signature(entry.id, tuple(stored["exceptions"]), stored["pattern"], stored["source_pattern"])
        for stored in entry.matching["signatures"]
    ]


def likeness_texts(entry: StoredItem) -> list[str]:
    """The messages that the entry's own reproductions raised."""
    raised = (case["reproduction"]["raises"] for case in entry.documents["en"]["cases"])
    return sorted({message.partition(": ")[2] for message in raised if message})


def topic_of(item: StoredItem) -> Topic:
    """What a question can find an item by: both languages together."""
    documents = item.documents.values()
    phrasings = item.matching["phrasings"]
    return Topic(
        kind=item.kind,
        id=item.id,
        phrasings=tuple(text for language in LANGUAGES for text in phrasings.get(language, ())),
        titles=tuple(document["title"] for document in documents),
        texts=tuple(text for document in documents for text in texts_of(document)),
        identifiers=tuple(identifiers_of(item)),
    )


def texts_of(document: Document) -> list[str]:
    """The prose of a document that tells what it is about."""
    claims = [item["claim"] for item in document.get("misconceptions", [])]
    causes = [f"{case['title']} {case['when']}" for case in document.get("cases", [])]
    return [document["summary"], document["explanation"], *claims, *causes]


def identifiers_of(item: StoredItem) -> list[str]:
    """The code that shows the item: a concept's demo, an entry's reproductions."""
    document = item.documents["en"]
    return (
        [document["code"]] if item.kind == "concept" else [case["reproduction"]["code"] for case in document["cases"]]
    )


def order_cases(document: Document, first_case: str) -> Document:
    """The entry's document with one case first, and what is shown of the first case taken from it."""
    cases = sorted(document["cases"], key=lambda case: case["id"] != first_case)
    first = cases[0]
    return {
        **document,
        "cases": cases,
        "reproduction": first["reproduction"],
        "fixes": first["fixes"],
        "wrong_fixes": first["wrong_fixes"],
    }


def serialise_answer(document: Document, first_case: str) -> bytes:
    """The answer as JSON without its closing brace, so that `in_your_case` can be appended per request."""
    return orjson.dumps(order_cases(document, first_case))[:-1]
