"""Answers questions in English or Chinese; an error text inside a question is diagnosed first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from whygrad.answers.addresses import url_of
from whygrad.answers.diagnoses import compose_answer, order_cases
from whygrad.answers.documents import Case, Concept, Entry
from whygrad.answers.library import Library
from whygrad.answers.replies import QuestionAnswer, Topic, TopicAnswer, TopicKind
from whygrad.finding.evidence import Choice
from whygrad.finding.questions import Hit
from whygrad.finding.signatures import Match
from whygrad.reading import Report, read_report

ANSWER_LIMIT = 5


def answer_question(library: Library, question: str) -> QuestionAnswer:
    """Answers, the first whole; `unanswered` where none is sure enough, with topics that it may be about.

    An error that no signature matches is none of ours: then only the words around it can ask something.
    """
    report = read_report(question)
    matches = library.finders.signatures.match(report)
    asked = asked_in(question, report)
    outcome = library.finders.questions.ask(asked, question)
    hits = merge_hits(matches, outcome.answers)
    if not hits:
        similar = tuple(describe_topic(library, hit) for hit in outcome.similar)
        return QuestionAnswer(status="unanswered", answers=(), similar=similar)
    first, *others = (answer_briefly(library, hit) for hit in hits)
    if hits[0].kind == "concept":
        whole = add_concept(first, library.concept(first.id))
    else:
        entry = library.entry(first.id)
        whole = add_case(first, entry, answering_case(library, entry, report, matches, asked))
    return QuestionAnswer(status="answered", answers=(whole, *others), similar=())


def asked_in(question: str, report: Report) -> str:
    """The question as it stands, since code tells of its subject too; of an error that has a class the words around."""
    return report.prose if any(exception.type for exception in report.exceptions) else question


def merge_hits(matches: Sequence[Match], found: Sequence[Hit]) -> list[Hit]:
    """What was diagnosed, then what the words ask about."""
    diagnosed = [Hit("error", match.entry, 1.0) for match in matches]
    known = {(hit.kind, hit.id) for hit in diagnosed}
    return [*diagnosed, *(hit for hit in found if (hit.kind, hit.id) not in known)][:ANSWER_LIMIT]


def answering_case(library: Library, entry: Entry, report: Report, matches: Sequence[Match], asked: str) -> Case:
    """The case that the text points to, else the one that its words are likest, else the most frequent."""
    answer = compose_answer(library, matches[0], report) if matches else None
    if answer is not None and answer.case.certainty == "evidence":
        return answer.cases[0]
    likest = library.finders.questions.likest_case(entry.id, asked)
    return order_cases(entry.cases, Choice((likest,) if likest else ()))[0]


def describe_topic(library: Library, hit: Hit) -> Topic:
    """A topic by its title."""
    kind: TopicKind = "concept" if hit.kind == "concept" else "error"
    return Topic(kind=kind, id=hit.id, title=find_document(library, hit).title, score=round(hit.score, 4))


def find_document(library: Library, hit: Hit) -> Entry | Concept:
    """The document of a topic."""
    return library.concept(hit.id) if hit.kind == "concept" else library.entry(hit.id)


def answer_briefly(library: Library, hit: Hit) -> TopicAnswer:
    """A topic with what it says in short."""
    document = find_document(library, hit)
    return TopicAnswer(
        **vars(describe_topic(library, hit)),
        aliases=document.aliases,
        summary=document.summary,
        url=url_of(hit.kind, hit.id),
    )


def add_concept(answer: TopicAnswer, concept: Concept) -> TopicAnswer:
    """The answer with the whole concept: its program, its figure, and what people get wrong."""
    return replace(
        answer,
        explanation=concept.explanation,
        code=concept.code,
        output=concept.output,
        misconceptions=concept.misconceptions,
        figure=concept.figure,
    )


def add_case(answer: TopicAnswer, entry: Entry, case: Case) -> TopicAnswer:
    """The answer with the case of the entry that answers, and the fix of it to show first."""
    fix = next((fix for fix in case.fixes if fix.safety == "safe"), case.fixes[0])
    return replace(answer, explanation=entry.explanation, code=fix.code, output=fix.output, case=case)
