"""What is answered to a paste, a log, a question or a reader: the only schema of answers.

A diagnosis is the same wherever it is made, by the library or over HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from whygrad.answers.documents import Case, Entry, EntryKind, Frequency, Misconception
from whygrad.reading import Frame, Spans

TopicKind = Literal["error", "concept"]


# --- diagnoses


@dataclass(frozen=True, kw_only=True)
class ReadReport:
    """What was read from a paste; null where the paste does not show it."""

    exception: Annotated[str | None, "Class of the error."]
    message: Annotated[str | None, "Its message, on one line."]
    torch_version: Annotated[str | None, "Version of torch that the paste names."]
    rank: Annotated[int | None, "Rank of the process that the paste names."]
    frames: Annotated[tuple[Frame, ...], "Frames of the traceback, outermost first."]
    failing_frame: Annotated[Frame | None, "The deepest frame in the user's own code."]
    spans: Annotated[Spans, "Where parts stand in the text as it was sent."]
    fingerprint: Annotated[str | None, "The same for failures that are the same; starts with its version."]


@dataclass(frozen=True, kw_only=True)
class MatchedEntry:
    """An entry whose signature the paste has."""

    id: Annotated[str, "Id of the entry."]
    aliases: Annotated[tuple[str, ...], "Retired ids of it."]
    kind: Annotated[EntryKind, "How it shows."]
    title: Annotated[str, "What went wrong, in a few words."]
    signature: Annotated[str, "The pattern that matched."]
    captures: Annotated[Mapping[str, str], "What the pattern's groups captured."]
    why: Annotated[str, "Which part of the text matched, in words."]
    url: Annotated[str, "The entry, relative to the server."]


@dataclass(frozen=True, kw_only=True)
class SimilarEntry:
    """An entry whose message reads alike: no diagnosis."""

    id: Annotated[str, "Id of the entry."]
    title: Annotated[str, "What went wrong, in a few words."]
    score: Annotated[float, "Likeness, from 0 to 1."]


@dataclass(frozen=True, kw_only=True)
class CaseChoice:
    """How the first case was chosen."""

    id: Annotated[str, "Id of the first case."]
    certainty: Annotated[
        Literal["evidence", "none"],
        "evidence: the paste shows it; none: nobody knows it; `candidates` come first, the likeliest of them first.",
    ]
    because: Annotated[tuple[str, ...], "What the paste shows for it, in words."]
    candidates: Annotated[
        tuple[str, ...],
        "Ids of the cases that it can be: one with evidence; else those that the paste points to equally, or all.",
    ]


@dataclass(frozen=True, kw_only=True)
class Answer(Entry):
    """The entry, the case that the paste points to first, with what the captured values say."""

    in_your_case: Annotated[tuple[str, ...], "Sentences that use captured values."]
    case: Annotated[CaseChoice, "How the first case was chosen."]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a paste was found to be, without the answer."""

    status: Annotated[
        Literal["matched", "similar", "unmatched"],
        "matched: diagnosed; similar: something reads alike; unmatched: neither.",
    ]
    knowledge_version: Annotated[str, "Version of the knowledge that answered."]
    report: Annotated[ReadReport, "What was read."]
    matches: Annotated[tuple[MatchedEntry, ...], "The diagnosis first, then other entries that match."]
    similar: Annotated[tuple[SimilarEntry, ...], "Entries that read alike, where none matches."]


@dataclass(frozen=True, kw_only=True)
class Diagnosis(Finding):
    """What a paste was found to be, with the answer of the entry."""

    answer: Annotated[Answer | None, "The entry of the first match; null where none matches."]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Several pastes."""

    diagnoses: Annotated[tuple[Finding, ...], "In the order of the pastes."]


@dataclass(frozen=True, kw_only=True)
class LogFailure:
    """One failure of a log."""

    count: Annotated[int, "How often it happened."]
    first_line: Annotated[int, "Where it first starts, from 1."]
    diagnosis: Annotated[Diagnosis, "What it is."]


@dataclass(frozen=True, kw_only=True)
class LogAnswer:
    """The failures of a log."""

    failures: Annotated[tuple[LogFailure, ...], "Each different one, in the order of the log."]
    truncated: Annotated[bool, "Whether there are more than are shown."]


# --- questions


@dataclass(frozen=True, kw_only=True)
class Topic:
    """An entry or a concept that is near a question."""

    kind: Annotated[TopicKind, "What it is."]
    id: Annotated[str, "Its id."]
    title: Annotated[str, "Its title."]
    score: Annotated[float, "How near it is, from 0 to 1."]


@dataclass(frozen=True, kw_only=True)
class TopicAnswer(Topic):
    """A topic that answers a question; the first is whole, of the others what is null is read under `url`."""

    aliases: Annotated[tuple[str, ...], "Retired ids of it."]
    summary: Annotated[str, "What it says, in a sentence or two."]
    url: Annotated[str, "The document, relative to the server."]
    explanation: Annotated[str | None, "In Markdown."] = None
    code: Annotated[str | None, "A program that shows a concept, or the preferred fix."] = None
    output: Annotated[str | None, "What the program printed."] = None
    misconceptions: Annotated[tuple[Misconception, ...], "What people believe that is not so."] = ()
    figure: Annotated[str | None, "Its figure as SVG, relative to the server."] = None
    case: Annotated[Case | None, "Of an entry, the case that answers, with its fixes."] = None


@dataclass(frozen=True, kw_only=True)
class QuestionAnswer:
    """The answer to a question."""

    status: Annotated[Literal["answered", "unanswered"], "unanswered: out of scope, or nobody can be sure."]
    answers: Annotated[tuple[TopicAnswer, ...], "Best first, at most 5."]
    similar: Annotated[tuple[Topic, ...], "The nearest topics, where nothing answers."]


# --- lists


@dataclass(frozen=True, kw_only=True)
class Page:
    """Where a page stands in its list."""

    total: Annotated[int, "How many items the list has."]
    page: Annotated[int, "Number of the page, from 1."]
    page_size: Annotated[int, "How many items a page has at most."]

    @property
    def last(self) -> int:
        """Number of the last page; an empty list has one page."""
        return max(1, -(-self.total // self.page_size))


@dataclass(frozen=True, kw_only=True)
class ListedConcept:
    """A concept in a list."""

    id: Annotated[str, "Its id."]
    aliases: Annotated[tuple[str, ...], "Retired ids of it."]
    kind: Annotated[Literal["concept"], "What it is."] = "concept"
    title: Annotated[str, "What it is called."]
    summary: Annotated[str, "What it is, in a sentence or two."]
    url: Annotated[str, "The document, relative to the server."]
    href: Annotated[str, "Its page for people, relative to the server."]


@dataclass(frozen=True, kw_only=True)
class ListedEntry:
    """An entry in a list."""

    id: Annotated[str, "Its id."]
    aliases: Annotated[tuple[str, ...], "Retired ids of it."]
    kind: Annotated[EntryKind, "How it shows."]
    area: Annotated[str, "Part of torch that it belongs to."]
    frequency: Annotated[Frequency, "How often people meet it."]
    title: Annotated[str, "What went wrong, in a few words."]
    summary: Annotated[str, "What happened, then what to do."]
    url: Annotated[str, "The document, relative to the server."]
    href: Annotated[str, "Its page for people, relative to the server."]


@dataclass(frozen=True, kw_only=True)
class Title:
    """An entry or a concept to choose."""

    id: Annotated[str, "Its id."]
    title: Annotated[str, "Its title."]


@dataclass(frozen=True, kw_only=True)
class Titles:
    """Everything that can be explained."""

    errors: Annotated[tuple[Title, ...], "Entries, the most frequent first."]
    concepts: Annotated[tuple[Title, ...], "Concepts, by id."]


@dataclass(frozen=True, kw_only=True)
class FoundTopic(Topic):
    """A topic that a search found."""

    url: Annotated[str, "The document, relative to the server."]
    href: Annotated[str, "Its page for people, relative to the server."]


@dataclass(frozen=True, kw_only=True)
class ConceptPage(Page):
    """A page of concepts."""

    items: Annotated[tuple[ListedConcept, ...], "By id."]


@dataclass(frozen=True, kw_only=True)
class EntryPage(Page):
    """A page of entries."""

    items: Annotated[tuple[ListedEntry, ...], "The most frequent first."]


@dataclass(frozen=True, kw_only=True)
class TopicPage(Page):
    """A page of what a search found."""

    items: Annotated[tuple[FoundTopic, ...], "Best first."]
