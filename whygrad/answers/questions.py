"""Answers questions in English or Chinese; an error text inside a question is diagnosed as such."""

from __future__ import annotations

from typing import Any

from whygrad.answers.addresses import url_of
from whygrad.answers.documents import Concept, Entry
from whygrad.answers.library import Library
from whygrad.answers.replies import QuestionAnswer, Topic, TopicAnswer, TopicKind
from whygrad.finding.questions import Hit
from whygrad.reading import read_report

ANSWER_LIMIT = 5


def answer_question(library: Library, question: str) -> QuestionAnswer:
    """Answers, best first; `unanswered`, with the nearest topics, where nothing is sure enough."""
    report = read_report(question)
    diagnosed = [Hit("error", match.entry, 1.0) for match in library.finders.signatures.match(report)]
    outcome = library.finders.questions.ask(question)
    known = {(hit.kind, hit.id) for hit in diagnosed}
    hits = [*diagnosed, *(hit for hit in outcome.answers if (hit.kind, hit.id) not in known)][:ANSWER_LIMIT]
    return QuestionAnswer(
        status="answered" if hits else "unanswered",
        answers=tuple(describe_answer(library, hit) for hit in hits),
        similar=() if hits else tuple(describe_topic(library, hit) for hit in outcome.similar),
    )


def find_document(library: Library, hit: Hit) -> Entry | Concept:
    """The document of a topic."""
    return library.concept(hit.id) if hit.kind == "concept" else library.entry(hit.id)


def describe_topic(library: Library, hit: Hit) -> Topic:
    """A topic by its title."""
    kind: TopicKind = "concept" if hit.kind == "concept" else "error"
    return Topic(kind=kind, id=hit.id, title=find_document(library, hit).title, score=round(hit.score, 4))


def describe_answer(library: Library, hit: Hit) -> TopicAnswer:
    """A topic with its explanation and what shows it."""
    document = find_document(library, hit)
    shown = show_concept(document) if isinstance(document, Concept) else show_entry(document)
    return TopicAnswer(
        **vars(describe_topic(library, hit)),
        aliases=document.aliases,
        summary=document.summary,
        url=url_of(hit.kind, hit.id),
        explanation=document.explanation,
        **shown,
    )


def show_concept(concept: Concept) -> dict[str, Any]:
    """What an answer shows of a concept: its program, its figure, and what people get wrong."""
    return {
        "code": concept.code,
        "output": concept.output,
        "misconceptions": concept.misconceptions,
        "figure": concept.figure,
    }


def show_entry(entry: Entry) -> dict[str, Any]:
    """What an answer shows of an entry: its first case, and the fix to show first."""
    case = entry.cases[0]
    fix = next((fix for fix in case.fixes if fix.safety == "safe"), case.fixes[0])
    return {"code": fix.code, "output": fix.output, "case": case}
