"""Reads any text into a report: unwrapping, lines, exceptions, the cause; then what stands around it.

Raises nothing but `TooComplex` on any text, and takes time in proportion to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from whygrad.reading.assembling import Assembler
from whygrad.reading.budget import LINE_CHARACTERS, READ_CHARACTERS, ReadingBudget, cap_lines, cap_runs
from whygrad.reading.causes import in_causal_order, join_message
from whygrad.reading.fingerprint import fingerprint
from whygrad.reading.flattened import restore_lines
from whygrad.reading.frames import join_broken_heads
from whygrad.reading.mentions import find_rank, find_version
from whygrad.reading.mid_line import find_literal, split_at_error
from whygrad.reading.report import Report, ReportedException, Spans
from whygrad.reading.spans import find_spans
from whygrad.reading.tellings import join_tellings
from whygrad.reading.wrappings import unwrap

TEXT_CHARACTERS = 250_000
BUDGET_SECONDS = 1.5


def read_report(text: str, budget_seconds: float | None = BUDGET_SECONDS) -> Report:
    """Read any pasted text; what cannot be read is absent from the report. Raises `TooComplex` past the budget."""
    budget = ReadingBudget(budget_seconds)
    cleaned = clean_text(text, TEXT_CHARACTERS, budget)
    exceptions, outside = read_exceptions(split_lines(cleaned), budget)
    exceptions = join_tellings(exceptions, outside)
    first = exceptions[0] if exceptions else None
    return Report(
        tuple(exceptions),
        find_version(cleaned),
        find_rank(text),
        tuple(outside),
        find_spans(text, first) if first else Spans(),
        fingerprint(first) if first else None,
    )


def clean_text(text: str, limit_characters: int, budget: ReadingBudget) -> str:
    """A text without its wrappings, its length capped."""
    return cap_lines(unwrap(cap_runs(text[:limit_characters]), budget), LINE_CHARACTERS)


def split_lines(cleaned: str) -> list[str]:
    """The lines of a text, also those that were joined or broken."""
    return join_broken_heads(cap_lines(restore_lines(cleaned), READ_CHARACTERS).split("\n"))


def read_exceptions(lines: list[str], budget: ReadingBudget) -> tuple[list[ReportedException], list[str]]:
    """What is raised in a text, and the lines that belong to nothing that is."""
    assembler = Assembler(budget)
    if found := assembler.read(lines):
        return in_causal_order(found), assembler.outside
    assembler = Assembler(budget)
    if found := assembler.read(part for line in lines for part in split_at_error(line)):
        return in_causal_order(found), assembler.outside
    return read_message(lines), lines


def read_message(lines: Iterable[str]) -> list[ReportedException]:
    """Errors that are written as Python writes the object, else the whole text as a message without a class."""
    lines = list(lines)
    literals = [literal for line in lines if (literal := find_literal(line))]
    if literals:
        return [ReportedException(literal.type, join_message([literal.message])) for literal in literals]
    message = join_message(lines)
    return [ReportedException(None, message)] if message else []
