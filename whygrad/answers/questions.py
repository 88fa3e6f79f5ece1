"""Answers questions in English or Chinese; an error text inside a question is diagnosed as such."""

from __future__ import annotations

from typing import Any

from whygrad.answers.library import Library
from whygrad.finding.questions import Hit
from whygrad.reading import read_report

ANSWER_LIMIT = 5
PATHS = {"concept": "concepts", "error": "errors"}


def answer_question(library: Library, question: str, language: str) -> dict[str, Any]:
    """Answers, best first; `unanswered`, with the nearest topics, where nothing is sure enough."""
    diagnosed = [Hit("error", match.entry, 1.0) for match in library.signatures.match(read_report(question))]
    outcome = library.questions.ask(question)
    known = {(hit.kind, hit.id) for hit in diagnosed}
    hits = [*diagnosed, *(hit for hit in outcome.answers if (hit.kind, hit.id) not in known)][:ANSWER_LIMIT]
    return {
        "status": "answered" if hits else "unanswered",
        "answers": [describe_answer(library, hit, language) for hit in hits],
        "similar": [] if hits else [describe_topic(library, hit, language) for hit in outcome.similar],
    }


def describe_topic(library: Library, hit: Hit, language: str) -> dict[str, Any]:
    """A topic by its title."""
    document = library.items[hit.kind, hit.id].documents[language]
    return {"kind": hit.kind, "id": hit.id, "title": document["title"], "score": round(hit.score, 4)}


def describe_answer(library: Library, hit: Hit, language: str) -> dict[str, Any]:
    """A topic with its explanation and its runnable code: a concept's demo, an entry's preferred fix."""
    item = library.items[hit.kind, hit.id]
    document = item.documents[language]
    fixes = document.get("fixes", [])
    safe = next((fix for fix in fixes if fix["safety"] == "safe"), fixes[0] if fixes else None)
    return describe_topic(library, hit, language) | {
        "aliases": item.matching["aliases"],
        "summary": document["summary"],
        "explanation": document["explanation"],
        "code": document["code"] if hit.kind == "concept" else safe["code"] if safe else "",
        "output": document["output"] if hit.kind == "concept" else safe["output"] if safe else "",
        "misconceptions": document.get("misconceptions", []),
        "url": f"/v1/{PATHS[hit.kind]}/{hit.id}",
    }
