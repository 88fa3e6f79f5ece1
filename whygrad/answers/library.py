"""The knowledge in memory, built from rows of a database or of a bundle, with what finds things in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from whygrad.answers.addresses import figure_of
from whygrad.answers.codec import load
from whygrad.answers.documents import Concept, Entry
from whygrad.finding.evidence import Cue
from whygrad.finding.likeness import LikenessIndex
from whygrad.finding.questions import QuestionIndex
from whygrad.finding.signatures import Signature, SignatureIndex, translate_signatures
from whygrad.finding.topics import Subjects, Topic
from whygrad.languages import LANGUAGES

Row = Mapping[str, Any]


class KnowledgeMissing(Exception):
    """There is no knowledge to answer from: none was ever loaded, or not in the language asked for."""


class UnknownItem(LookupError):
    """Nothing of that kind has that id, and no alias of anything is it."""

    def __init__(self, kind: str, item_id: str) -> None:
        """`kind` is error, concept or figure."""
        super().__init__(f"there is no {kind} {item_id!r}")
        self.kind = kind
        self.id = item_id


@dataclass(frozen=True)
class Item:
    """A row of knowledge: an entry (`error`), a `concept`, or the subjects of question `search`.

    `documents` are what is served of it, by language; `matching` is what finds it.
    """

    kind: str
    id: str
    matching: Row
    documents: Mapping[str, Row]


class Finders:
    """What finds entries and topics, the same in every language; each index is built when it is first asked for."""

    def __init__(self, items: Sequence[Item]) -> None:
        """Keep the items to build from."""
        self._entries = {item.id: item for item in items if item.kind == "error"}
        self._topics = [item for item in items if item.kind != "search"]
        self._subjects = [item.matching for item in items if item.kind == "search"]

    @cached_property
    def subjects(self) -> Subjects:
        """What question search knows beside entries and concepts."""
        return next((load(Subjects, matching) for matching in self._subjects), Subjects())

    @cached_property
    def signatures(self) -> SignatureIndex:
        """Finds entries by their messages."""
        return SignatureIndex(signature for entry in self._entries.values() for signature in signatures_of(entry))

    @cached_property
    def likeness(self) -> LikenessIndex:
        """Finds entries with messages that read alike."""
        return LikenessIndex((entry.id, text) for entry in self._entries.values() for text in known_messages(entry))

    @cached_property
    def questions(self) -> QuestionIndex:
        """Finds topics by how people ask about them."""
        topics = [*map(topic_of, self._topics), *self.subjects.topics()]
        return QuestionIndex(topics, self.subjects.weights, self.subjects.words)

    @cached_property
    def cues(self) -> Mapping[str, Mapping[str, Sequence[Cue]]]:
        """What of a paste speaks for each case of each entry, cases in order of frequency."""
        return {entry.id: cues_of(entry) for entry in self._entries.values()}


class Library:
    """The knowledge in one language, immutable; a document is read into its type when it is first asked for."""

    def __init__(self, language: str, version: str, items: Sequence[Item], finders: Finders) -> None:
        """Index the items by their ids and aliases."""
        self.language = language
        self.version = version
        self.finders = finders
        self._items = {(item.kind, item.id): item for item in items}
        self._aliases = {(item.kind, alias): item for item in items for alias in item.matching.get("aliases", ())}
        self._documents: dict[tuple[str, str], Any] = {}

    def prepare(self) -> None:
        """Build every index and read every document now, so that no request waits for them."""
        _ = self.finders.signatures, self.finders.likeness, self.finders.questions, self.finders.cues
        _ = self.entries(), self.concepts()

    def entry(self, name: str) -> Entry:
        """The entry with that id or alias; raises `UnknownItem`."""
        entry: Entry = self._read(Entry, self.item("error", name))
        return entry

    def concept(self, name: str) -> Concept:
        """The concept with that id or alias; raises `UnknownItem`."""
        concept: Concept = self._read(Concept, self.item("concept", name))
        return concept

    def document(self, name: str) -> Entry | Concept:
        """The entry, else the concept, with that id or alias; raises `UnknownItem`."""
        try:
            return self.entry(name)
        except UnknownItem:
            return self.concept(name)

    def entries(self) -> list[Entry]:
        """Every entry, the most frequent first."""
        return [self.entry(item_id) for kind, item_id in self._items if kind == "error"]

    def concepts(self) -> list[Concept]:
        """Every concept, by id."""
        return [self.concept(item_id) for kind, item_id in self._items if kind == "concept"]

    def figure(self, concept_id: str) -> str:
        """The figure of a concept, as SVG; raises `UnknownItem` where there is none."""
        figure: str | None = self.item("concept", concept_id).matching["figure"]
        if figure is None:
            raise UnknownItem("figure", concept_id)
        return figure

    def sentences(self, entry_id: str) -> Sequence[str]:
        """The sentences of an entry that use captured values, as `{name}`s."""
        sentences: Sequence[str] = self.item("error", entry_id).matching["in_your_case"][self.language]
        return sentences

    def item(self, kind: str, name: str) -> Item:
        """The row with that id or alias; raises `UnknownItem`."""
        found = self._items.get((kind, name)) or self._aliases.get((kind, name))
        if found is None:
            raise UnknownItem(kind, name)
        return found

    def _read(self, kind: type[Any], item: Item) -> Any:  # noqa: ANN401 - an Entry or a Concept
        key = (item.kind, item.id)
        if key not in self._documents:
            document = load(kind, item.documents[self.language])
            if item.matching.get("figure"):
                document = replace(document, figure=figure_of(item.id))
            self._documents[key] = document
        return self._documents[key]


def build_libraries(version: str, items: Iterable[Item]) -> dict[str, Library]:
    """A library for each language that every item has a document in; none where there is no knowledge."""
    rows = list(items)
    read = [item for item in rows if item.kind != "search"]
    spoken = [language for language in LANGUAGES if read and all(language in item.documents for item in read)]
    finders = Finders(rows)
    return {language: Library(language, version, rows, finders) for language in spoken}


def topic_of(item: Item) -> Topic:
    """An entry or a concept as a topic of questions."""
    cases = {case: tuple(texts) for case, texts in item.matching.get("case_texts", {}).items()}
    return Topic(item.kind, item.id, cases, frozenset(item.matching.get("leads_to", ())))


def signatures_of(entry: Item) -> list[Signature]:
    """The signatures of an entry, those of its message in translation too."""
    signatures = [
        Signature(entry.id, tuple(stored["exceptions"]), stored["pattern"], stored["source_pattern"])
        for stored in entry.matching["signatures"]
    ]
    return signatures + translate_signatures(signatures, entry.matching["translations"])


def cues_of(entry: Item) -> dict[str, tuple[Cue, ...]]:
    """The cues of an entry, by case."""
    return {case: tuple(load(Cue, cue) for cue in cues) for case, cues in entry.matching["cues"].items()}


def known_messages(entry: Item) -> list[str]:
    """The messages that the entry's own reproductions raised, and its message in translation."""
    document = next(iter(entry.documents.values()))
    raised = (case["reproduction"]["raises"] for case in document["cases"])
    return sorted({*(message.partition(": ")[2] for message in raised if message), *entry.matching["translations"]})
