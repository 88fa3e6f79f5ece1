"""Diagnoses a paste: reads it, finds the entry, and answers with the case that the paste points to."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import fields

from whygrad.answers.addresses import url_of
from whygrad.answers.documents import Case, Entry
from whygrad.answers.library import Library
from whygrad.answers.replies import (
    Answer,
    Batch,
    CaseChoice,
    Diagnosis,
    Finding,
    MatchedEntry,
    ReadReport,
    SimilarEntry,
)
from whygrad.answers.wording import explain_clue, explain_match, fill_sentences
from whygrad.finding.evidence import Choice, choose_case
from whygrad.finding.signatures import Match
from whygrad.reading import BUDGET_SECONDS, Report, read_report

SIMILAR_LIMIT = 3
BATCH_SECONDS = 5.0  # of reading, for all texts of a batch together

_ENTRY_FIELDS = tuple(field.name for field in fields(Entry) if field.init)


def diagnose(library: Library, text: str) -> Diagnosis:
    """The diagnosis of any pasted text; a guess is never presented as one."""
    return diagnose_report(library, read_report(text))


def diagnose_report(library: Library, report: Report) -> Diagnosis:
    """The diagnosis of what was read from a text."""
    matches = library.finders.signatures.match(report)
    answer = compose_answer(library, matches[0], report) if matches else None
    return Diagnosis(**vars(describe_finding(library, report, matches)), answer=answer)


def diagnose_batch(library: Library, texts: Iterable[str]) -> Batch:
    """The diagnoses of several texts in order, without their answers; raises `TooComplex` past `BATCH_SECONDS`."""
    ends = time.monotonic() + BATCH_SECONDS
    reports = (read_report(text, min(BUDGET_SECONDS, ends - time.monotonic())) for text in texts)
    found = (describe_finding(library, report, library.finders.signatures.match(report)) for report in reports)
    return Batch(diagnoses=tuple(found))


def describe_finding(library: Library, report: Report, matches: Sequence[Match]) -> Finding:
    """What was read and found."""
    similar = () if matches else find_similar(library, report)
    return Finding(
        status="matched" if matches else "similar" if similar else "unmatched",
        knowledge_version=library.version,
        report=describe_report(report),
        matches=tuple(describe_match(library, match) for match in matches),
        similar=similar,
    )


def find_similar(library: Library, report: Report) -> tuple[SimilarEntry, ...]:
    """Entries whose recorded messages read like the report's."""
    message = report.exception.message if report.exception else ""
    return tuple(
        SimilarEntry(id=entry_id, title=library.entry(entry_id).title, score=round(score, 4))
        for entry_id, score in library.finders.likeness.similar(message, SIMILAR_LIMIT)
    )


def describe_report(report: Report) -> ReadReport:
    """What was read from the paste."""
    exception = report.exception
    return ReadReport(
        exception=exception.type if exception else None,
        message=exception.message if exception else None,
        torch_version=report.torch_version,
        rank=report.rank,
        frames=report.frames,
        failing_frame=report.failing_frame,
        spans=report.spans,
        fingerprint=report.fingerprint,
    )


def describe_match(library: Library, match: Match) -> MatchedEntry:
    """One match: the entry, what was captured, and why it matched."""
    entry = library.entry(match.entry)
    return MatchedEntry(
        id=entry.id,
        aliases=entry.aliases,
        kind=entry.kind,
        title=entry.title,
        signature=match.signature.pattern,
        captures=match.captures,
        why=explain_match(match, library.language),
        url=url_of("error", entry.id),
    )


def compose_answer(library: Library, match: Match, report: Report) -> Answer:
    """The entry, the case that the paste points to first, with the sentences that use captured values."""
    entry = library.entry(match.entry)
    choice = choose_case(library.finders.cues[entry.id], report, match)
    cases = order_cases(entry.cases, choice)
    stored = {name: getattr(entry, name) for name in _ENTRY_FIELDS} | {"cases": cases}
    return Answer(
        **stored,
        in_your_case=fill_sentences(library.sentences(entry.id), sentence_values(match, report)),
        case=describe_choice(choice, cases, library.language),
    )


def order_cases(cases: Sequence[Case], choice: Choice) -> tuple[Case, ...]:
    """The cases with the chosen ones first; both by what hints at them, and then in order of frequency."""
    return tuple(sorted(cases, key=lambda case: (case.id not in choice.cases, -choice.hints.get(case.id, 0))))


def describe_choice(choice: Choice, cases: Sequence[Case], language: str) -> CaseChoice:
    """How the first of the cases was chosen, in words."""
    return CaseChoice(
        id=cases[0].id,
        certainty=choice.certainty,
        because=tuple(explain_clue(clue, language) for clue in choice.because),
        candidates=tuple(case.id for case in cases[: len(choice.cases) or None]),
    )


def sentence_values(match: Match, report: Report) -> dict[str, str]:
    """The captures, and the failing line of the user's own code."""
    values = {name: value for name, value in match.captures.items() if value}
    frame = report.failing_frame
    if frame is not None and frame.line is not None:
        values["line"] = str(frame.line)
    if frame is not None and frame.source:
        values["source"] = frame.source
    return values
