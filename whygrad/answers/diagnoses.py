"""Diagnoses a pasted traceback: reads it, finds the entry, and answers with the case that the paste points to."""

from __future__ import annotations

from typing import Any

import orjson

from service.storage.snapshot import StoredItem
from whygrad.answers.library import Library
from whygrad.answers.terminal import explain_match, fill_sentences
from whygrad.finding.signatures import Match
from whygrad.reading import Report, read_report

SIMILAR_LIMIT = 3


def diagnose(library: Library, text: str, language: str, *, with_answer: bool = True) -> dict[str, Any]:
    """The diagnosis of `text`; its `answer` is serialised JSON. A guess is never presented as a diagnosis."""
    return diagnose_report(library, read_report(text), language, with_answer=with_answer)


def diagnose_report(library: Library, report: Report, language: str, *, with_answer: bool) -> dict[str, Any]:
    """The diagnosis of what was read from a text."""
    matches = library.signatures.match(report)
    similar = [] if matches else find_similar(library, report, language)
    diagnosis: dict[str, Any] = {
        "status": "matched" if matches else "similar" if similar else "unmatched",
        "knowledge_version": library.version,
        "report": describe_report(report),
        "matches": [describe_match(library, match, language) for match in matches],
        "similar": similar,
    }
    if with_answer:
        diagnosis["answer"] = compose_answer(library, matches[0], report, language) if matches else None
    return diagnosis


def find_similar(library: Library, report: Report, language: str) -> list[dict[str, Any]]:
    """Entries whose recorded messages read like the report's."""
    message = report.exception.message if report.exception else ""
    titles = {entry.id: entry.documents[language]["title"] for entry in library.of_kind("error")}
    return [
        {"id": entry_id, "title": titles[entry_id], "score": round(score, 4)}
        for entry_id, score in library.likeness.similar(message, SIMILAR_LIMIT)
    ]


def describe_report(report: Report) -> dict[str, Any]:
    """What was read from the paste."""
    exception = report.exception
    return {
        "exception": exception.type if exception else None,
        "message": exception.message if exception else None,
        "torch_version": report.torch_version,
        "rank": report.rank,
        "frames": report.frames,  # orjson writes dataclasses
        "failing_frame": report.failing_frame,
    }


def describe_match(library: Library, match: Match, language: str) -> dict[str, Any]:
    """One match: the entry, what was captured, and why it matched."""
    entry = library.items["error", match.entry]
    document = entry.documents[language]
    return {
        "id": entry.id,
        "aliases": entry.matching["aliases"],
        "kind": document["kind"],
        "title": document["title"],
        "signature": match.signature.pattern,
        "captures": match.captures,
        "why": explain_match(match, language),
        "url": f"/v1/errors/{entry.id}",
    }


def compose_answer(library: Library, match: Match, report: Report, language: str) -> orjson.Fragment:
    """The entry's answer, its likeliest case first, with the sentences that use captured values."""
    entry = library.items["error", match.entry]
    case = choose_case(library, entry, report)
    sentences = fill_sentences(entry.matching["in_your_case"][language], sentence_values(match, report))
    answer = library.answers[entry.id, language, case]
    return orjson.Fragment(answer + b',"in_your_case":' + orjson.dumps(sentences) + b"}")


def sentence_values(match: Match, report: Report) -> dict[str, str]:
    """The captures, and the failing line of the user's own code."""
    values = {name: value for name, value in match.captures.items() if value}
    frame = report.failing_frame
    if frame is not None and frame.line is not None:
        values["line"] = str(frame.line)
    if frame is not None and frame.source:
        values["source"] = frame.source
    return values


def choose_case(library: Library, entry: StoredItem, report: Report) -> str:
    """The case with the most cues in the user's own lines and the message; the most frequent where none speaks."""
    text = "\n".join([*user_lines(report), *(exception.message for exception in report.exceptions)])
    scores = {
        case: sum(pattern.search(text) is not None for pattern in patterns)
        for case, patterns in library.cues[entry.id].items()
    }
    order: list[str] = [case["id"] for case in entry.documents["en"]["cases"]]
    return max(order, key=lambda case: scores.get(case, 0))


def user_lines(report: Report) -> list[str]:
    """Every line of the user's own code that the paste shows, once."""
    lines: dict[str, None] = {}
    for exception in report.exceptions:
        for frame in exception.frames:
            if frame.user_code:
                lines |= dict.fromkeys([*(item.source for item in frame.context), frame.source or ""])
    return [line for line in lines if line]
