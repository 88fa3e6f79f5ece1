"""The whole knowledge in one language as one document, for clients that answer offline as a server does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

from whygrad.answers.codec import dump, load
from whygrad.answers.documents import Concept, Entry
from whygrad.answers.library import Item, KnowledgeMissing, Library, build_libraries
from whygrad.finding.evidence import Cue
from whygrad.finding.topics import Subjects
from whygrad.languages import LANGUAGES

SCHEMA_VERSION = 3  # moves when a reader of the version before would misread what is written
DATA = Path(__file__).resolve().parents[1] / "_data"


@dataclass(frozen=True, kw_only=True)
class BundledSignature:
    """How a message is recognised."""

    exceptions: Annotated[tuple[str, ...], "Last components of class names; empty where any class will do."]
    pattern: Annotated[str, "A regular expression; a blank stands for any white space, or for none at a line's end."]
    source_pattern: Annotated[str | None, "What the failing source line must match as well."]


@dataclass(frozen=True, kw_only=True)
class BundledEntry:
    """An entry, and what finds it and its cases."""

    document: Annotated[Entry, "The entry."]
    signatures: Annotated[tuple[BundledSignature, ...], "How its message is recognised."]
    translations: Annotated[tuple[str, ...], "Its message as translators write it."]
    cues: Annotated[Mapping[str, tuple[Cue, ...]], "What of a paste points to each case."]
    in_your_case: Annotated[tuple[str, ...], "Sentences that use captured values, as `{name}`s."]
    case_texts: Annotated[Mapping[str, tuple[str, ...]], "What tells its cases apart, in all languages."]


@dataclass(frozen=True, kw_only=True)
class BundledConcept:
    """A concept, its figure, and what it leads to."""

    document: Annotated[Concept, "The concept."]
    figure: Annotated[str | None, "Its figure, as SVG."]
    leads_to: Annotated[tuple[str, ...], "What a checklist tells apart: ids of entries and concepts."] = ()


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Everything that answering needs, in one language."""

    schema_version: Annotated[int, "Version of this form."]
    knowledge_version: Annotated[str, "Version of the knowledge: the same wherever its content is."]
    language: Annotated[str, "Language of the documents."]
    hash: Annotated[str, "SHA-256 of `entries`, `concepts` and `search` as JSON: sorted keys, no blanks, UTF-8."]
    entries: Annotated[tuple[BundledEntry, ...], "The most frequent first."]
    concepts: Annotated[tuple[BundledConcept, ...], "By id."]
    search: Annotated[Subjects, "What questions find entries and concepts by."]


@lru_cache(maxsize=len(LANGUAGES))
def compose_bundle(library: Library) -> Bundle:
    """The bundle of a library; kept while the library is the newest of its language."""
    entries = tuple(bundle_entry(library, entry) for entry in library.entries())
    concepts = tuple(bundle_concept(library, concept) for concept in library.concepts())
    content = {"entries": entries, "concepts": concepts, "search": library.finders.subjects}
    return Bundle(
        schema_version=SCHEMA_VERSION,
        knowledge_version=library.version,
        language=library.language,
        hash=hash_content(dump(content)),
        entries=entries,
        concepts=concepts,
        search=library.finders.subjects,
    )


def bundle_entry(library: Library, entry: Entry) -> BundledEntry:
    """An entry with what finds it."""
    matching = library.item("error", entry.id).matching
    sentences = {"in_your_case": library.sentences(entry.id)}
    return replace(load(BundledEntry, {**matching, **sentences, "document": dump(entry)}), document=entry)


def bundle_concept(library: Library, concept: Concept) -> BundledConcept:
    """A concept with what is kept beside it."""
    matching = library.item("concept", concept.id).matching
    return replace(load(BundledConcept, {**matching, "document": dump(concept)}), document=concept)


def hash_content(content: Any) -> str:  # noqa: ANN401 - any JSON
    """SHA-256 of canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_bundle(data: Mapping[str, Any]) -> Library:
    """The library of a bundle; raises `KnowledgeMissing` for one of a form that is not known here."""
    if data["schema_version"] != SCHEMA_VERSION:
        raise KnowledgeMissing(f"a bundle of form {data['schema_version']} cannot be read, only {SCHEMA_VERSION}")
    return build_libraries(data["knowledge_version"], items_of(data))[data["language"]]


def items_of(data: Mapping[str, Any]) -> Iterator[Item]:
    """The rows of a bundle."""
    language = data["language"]
    for kind, bundled in (("error", data["entries"]), ("concept", data["concepts"])):
        for one in bundled:
            document = one["document"]
            matching = {**one, "aliases": document["aliases"], "in_your_case": {language: one.get("in_your_case", ())}}
            yield Item(kind, document["id"], matching, {language: document})
    yield Item("search", "subjects", data["search"], {})


@cache
def installed_library(language: str) -> Library:
    """The knowledge that is installed with this package; raises `KnowledgeMissing` where there is none."""
    path = DATA / f"{language}.json"
    if language not in LANGUAGES or not path.is_file():
        raise KnowledgeMissing(f"no knowledge is installed in {language!r}; in a checkout, `make prepare` writes it")
    return read_bundle(json.loads(path.read_bytes()))
