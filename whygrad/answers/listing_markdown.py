"""Answers that list several things, as Markdown: to a question, to a log, and the knowledge itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whygrad.answers.brief import brief_markdown
from whygrad.answers.markdown import fence, join, show_fix, show_misconception, show_program
from whygrad.answers.messages import say
from whygrad.answers.replies import LogAnswer, LogFailure, QuestionAnswer, Title, Titles, Topic, TopicAnswer


def question_markdown(answer: QuestionAnswer, language: str) -> str:
    """The first answer whole, the others by their titles; where there is none, what it may be about."""
    if not answer.answers:
        found = "question.perhaps" if answer.similar else "question.unanswered"
        return join([say(language, found), list_topics(answer.similar)])
    first, *others = answer.answers
    return join([*show_answer(first, language), *show_others(others, language)])


def show_answer(answer: TopicAnswer, language: str) -> Iterator[str]:
    """A whole answer: what it says, how it is done, then why."""
    yield f"# {answer.title}"
    yield answer.summary
    if answer.case is not None:
        yield f"## {answer.case.title}"
        yield answer.case.explanation
        yield from show_fix(answer.case.fixes[0], language)
    yield answer.explanation or ""
    if answer.case is None:
        yield from show_program(answer.code or "", answer.output or "", language)
    yield from (block for item in answer.misconceptions for block in show_misconception(item, language))


def show_others(others: Iterable[TopicAnswer], language: str) -> Iterator[str]:
    """What else answers, by title."""
    listed = list_topics(others)
    yield from [f"## {say(language, 'question.others')}", listed] if listed else []


def list_topics(topics: Iterable[Topic | Title]) -> str:
    """Topics, a line each."""
    return "\n".join(f"- {topic.title} (`{topic.id}`)" for topic in topics)


def log_markdown(answer: LogAnswer, language: str) -> str:
    """Each failure of a log in short, with where it starts and how often it happened."""
    if not answer.failures:
        return join([say(language, "log.none")])
    more = say(language, "log.truncated") if answer.truncated else ""
    return join([*(show_failure(failure, language) for failure in answer.failures), more])


def show_failure(failure: LogFailure, language: str) -> str:
    """One failure."""
    report = failure.diagnosis.report
    raised = ": ".join(filter(None, [report.exception, report.message]))
    place = say(language, "log.failure", line=failure.first_line, count=failure.count)
    return join([place, fence(raised), brief_markdown(failure.diagnosis, language)])


def titles_markdown(titles: Titles, language: str) -> str:
    """Everything that can be explained, a line each."""
    return join(
        [
            f"## {say(language, 'list.errors')}",
            list_topics(titles.errors),
            f"## {say(language, 'list.concepts')}",
            list_topics(titles.concepts),
        ]
    )
