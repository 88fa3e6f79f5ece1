"""Entries, concepts and diagnoses as Markdown: first what happened, then what to do, then why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from whygrad.answers.candidates import candidates_of, group_by_test, place_of_test
from whygrad.answers.documents import Case, Concept, Entry, Fix, Misconception, Reference, WrongFix
from whygrad.answers.evidence import merge_runs
from whygrad.answers.messages import say
from whygrad.answers.replies import Answer, Diagnosis
from whygrad.reading import Frame, SourceLine
from whygrad.tracing.families import CAUSE_ELSEWHERE

CONTEXT_LINES = 1  # of a diff, around each change

_PAGE_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\((/[\w/-]{1,200})\)")  # [leaf](/concepts/leaf-tensors)
# A heading; or a fenced program, whose comments look like headings
_HEADING = re.compile(
    r"^ (?: (?P<program> (?P<marks>`{3,}) \w* \n .*? \n (?P=marks) $ ) | \#{1,3}[ ] )",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_FENCE = re.compile(r"^`{3,}", re.MULTILINE)
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@")


def diagnosis_markdown(diagnosis: Diagnosis, language: str, page: str = "") -> str:
    """A diagnosis: the fault, the user's line, the case or the candidates, what to change; then why, then the rest.

    `page` is the address of the entry's page where a server shows one; else the command `whygrad explain` is named.
    """
    if diagnosis.answer is None:
        return join(undiagnosed(diagnosis, language))
    return join(
        [
            f"# {diagnosis.answer.title}",
            diagnosis.answer.summary,
            show_frame(diagnosis.report.failing_frame, language),
            *answered(diagnosis.answer, language),
            say(language, "read_on", where=page or f"`whygrad explain {diagnosis.answer.id}`"),
        ]
    )


def entry_markdown(entry: Entry, language: str) -> str:
    """An entry: what happened, every case with its fixes, then why."""
    return join(
        [
            f"# {entry.title}",
            entry.summary,
            *(block for case in entry.cases for block in show_case(case, language)),
            f"## {say(language, 'why')}",
            entry.explanation,
            *show_references(entry.references, language),
        ]
    )


def concept_markdown(concept: Concept, language: str) -> str:
    """A concept: what it is, an example with what it prints, and what people get wrong."""
    return join(
        [
            f"# {concept.title}",
            concept.summary,
            concept.explanation,
            *show_program(concept.code, concept.output, language),
            *(block for item in concept.misconceptions for block in show_misconception(item, language)),
            *show_references(concept.references, language),
        ]
    )


def document_markdown(document: Entry | Concept, language: str) -> str:
    """An entry or a concept."""
    if isinstance(document, Concept):
        return concept_markdown(document, language)
    return entry_markdown(document, language)


def join(blocks: Iterable[str]) -> str:
    """Blocks with a blank line between them; an empty one is left out."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"


def place_links(markdown: str, server: str) -> str:
    """With links to the pages of a server; with an empty address, with the words of the links alone."""
    return _PAGE_LINK.sub(lambda found: f"[{found[1]}]({server}{found[2]})" if server else found[1], markdown)


def lower_headings(markdown: str) -> str:
    """With small headings, for where the text stands within another."""
    return _HEADING.sub(lambda found: found[0] if found["program"] else f"##{found[0]}", markdown)


# --- parts of a diagnosis


def undiagnosed(diagnosis: Diagnosis, language: str) -> Iterator[str]:
    """That there is no diagnosis, and what reads alike; what to paste, or to run, where no error was read."""
    is_unread = diagnosis.status == "unmatched" and diagnosis.report.exception is None
    yield say(language, "unread" if is_unread else diagnosis.status)
    yield "\n".join(f"- {similar.title} (`{similar.id}`)" for similar in diagnosis.similar)


def answered(answer: Answer, language: str) -> Iterator[str]:
    """What the answer says of the paste, and what to do about it."""
    candidates = candidates_of(answer)
    yield "\n".join(f"- {sentence}" for sentence in answer.in_your_case)
    if len(candidates) == 1:
        yield from show_chosen(answer, candidates[0], language)
    else:
        yield from show_candidates(answer, candidates, language)


def show_frame(frame: Frame | None, language: str) -> str:
    """The failing line of the user's code, marked, with the lines around it."""
    if frame is None:
        return ""
    context = frame.context or (SourceLine(frame.line or 0, frame.source or ""),)
    lines = [
        f"{'>' if item.line == (frame.line or 0) else ' '} {item.line or '':>5} | {item.source}" for item in context
    ]
    place = [say(language, "place", file=frame.file, line=frame.line or "?")] if frame.is_placed else []
    return fence("\n".join(map(printable, [*place, *lines])))


def printable(line: str) -> str:
    """A line from outside without characters that would drive a terminal."""
    return "".join(character if character.isprintable() else " " for character in line)


def show_chosen(answer: Answer, case: Case, language: str) -> Iterator[str]:
    """The case that the paste points to, its fix, and why."""
    yield from show_chosen_fix(answer, case, language)
    yield f"## {say(language, 'why')}"
    yield join([case.explanation, answer.explanation])
    yield from (block for wrong in case.wrong_fixes for block in show_wrong_fix(wrong, language))
    yield show_evidence(case.fixes[0], language)


def show_chosen_fix(answer: Answer, case: Case, language: str) -> Iterator[str]:
    """The case that the paste points to and what in the paste does, and its fix."""
    yield f"## {say(language, 'case.yours', title=case.title)}"
    if answer.case.because:
        yield say(language, "case.because", because=say(language, "and").join(answer.case.because))
    yield from show_fix(case.fixes[0], language)


def show_candidates(answer: Answer, candidates: Sequence[Case], language: str) -> Iterator[str]:
    """The tests that tell the cases apart between which the paste does not decide; then a fix for each, and why."""
    yield from show_tests(answer, candidates, language)
    if answer.id in CAUSE_ELSEWHERE:
        yield say(language, "case.have_it_found")
    for case in candidates:
        yield f"## {case.title}"
        yield say(language, "case.when", when=case.when)
        yield from show_fix(case.fixes[0], language)
    yield f"## {say(language, 'why')}"
    yield answer.explanation


def show_tests(answer: Answer, candidates: Sequence[Case], language: str) -> Iterator[str]:
    """What to print where, and which case it is by what that prints."""
    is_narrowed = len(candidates) < len(answer.cases)
    yield f"## {say(language, 'case.candidates_of_paste' if is_narrowed else 'case.candidates')}"
    for place, groups in groupby(group_by_test(candidates), lambda cases: place_of_test(cases[0], language)):
        yield place
        for cases in groups:
            yield fence(cases[0].test.code if cases[0].test else "", "python")
            yield "\n".join(f"- {show_outcome(case, language)}" for case in cases)


def show_outcome(case: Case, language: str) -> str:
    """What the test of a case prints, and what is the cause then."""
    name = "test.outcome" if case.test else "test.untested"
    return say(language, name, prints=case.test and case.test.prints.strip(), title=case.title)


def show_test(case: Case, language: str) -> Iterator[str]:
    """What to put where, and what it prints in this case."""
    if case.test is not None:
        yield place_of_test(case, language)
        yield fence(case.test.code, "python")
        yield say(language, "test.prints", prints=case.test.prints.strip())


# --- parts of an entry


def show_case(case: Case, language: str) -> Iterator[str]:
    """A case of an entry: the program that shows it, what it does, and its fixes as changes of that program."""
    yield f"## {case.title}"
    yield say(language, "case.when", when=case.when)
    yield case.explanation
    yield fence(case.reproduction.code, "python")
    yield case.reproduction.symptom or ""
    yield fence(case.reproduction.raises or "")
    yield from show_test(case, language)
    for fix in case.fixes:
        yield from show_fix(fix, language)
        yield show_evidence(fix, language)
    yield from (block for wrong in case.wrong_fixes for block in show_wrong_fix(wrong, language))


def show_fix(fix: Fix, language: str) -> Iterator[str]:
    """A fix: what it changes of the program, as a diff, and what it changes and assumes otherwise."""
    yield f"### {say(language, 'fix', title=fix.title)}"
    yield fence(shorten_diff(fix.diff), "diff")
    yield fix.why
    yield say(language, f"changes.{fix.changes}") if fix.changes else ""
    yield say(language, "fix.assumes", assumes=fix.assumes) if fix.assumes else ""


def shorten_diff(diff: str) -> str:
    """The changed lines of a unified diff with the line before and after each; `...` where lines are left out."""
    lines = [line for line in diff.splitlines()[2:] if not _HUNK.match(line)]
    changed = [number for number, line in enumerate(lines) if line[:1] in "+-"]
    kept = sorted({near for n in changed for near in range(n - CONTEXT_LINES, n + CONTEXT_LINES + 1)})
    shown: list[str] = []
    for previous, number in zip([-1, *kept], kept, strict=False):
        if 0 <= number < len(lines):
            shown += ["..."] * (number > previous + 1 > 0) + [lines[number]]
    return "\n".join(trim(shown))


def trim(lines: list[str]) -> list[str]:
    """Lines without blank ones at both ends."""
    told = [number for number, line in enumerate(lines) if line.strip()]
    return lines[told[0] : told[-1] + 1] if told else []


def show_wrong_fix(wrong: WrongFix, language: str) -> Iterator[str]:
    """What does not work, and the harm that was measured."""
    yield f"### {say(language, 'wrong_fix', title=wrong.title)}"
    yield join([wrong.harm or "", wrong.why])


def show_evidence(fix: Fix, language: str) -> str:
    """On which versions of torch the fix was run, and how often it was checked."""
    return "\n".join(
        say(language, f"evidence.{run.outcome}", torch=run.torch, checks=len(run.checks), reason=run.reason)
        for run in merge_runs(fix.evidence, language)
    )


# --- parts of a concept


def show_misconception(item: Misconception, language: str) -> Iterator[str]:
    """What people believe, and a program that refutes it."""
    yield f"### {say(language, 'misconception', claim=item.claim)}"
    yield item.refutation
    yield from show_program(item.code, item.output, language)


def show_program(code: str, output: str, language: str) -> Iterator[str]:
    """A program and what it printed."""
    yield fence(code, "python")
    yield say(language, "prints")
    yield fence(output)


def show_references(references: Iterable[Reference], language: str) -> Iterator[str]:
    """Where to read on."""
    items = "\n".join(f"- [{reference.title}]({reference.url})" for reference in references)
    yield from [f"## {say(language, 'references')}", items] if items else []


def fence(text: str, kind: str = "text") -> str:
    """Text as it is, in a fence that nothing in it ends; nothing for no text."""
    longest = max((len(mark[0]) for mark in _FENCE.finditer(text)), default=2)
    marks = "`" * (longest + 1)
    return f"{marks}{kind}\n{text.rstrip()}\n{marks}" if text.strip() else ""
