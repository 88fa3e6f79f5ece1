"""Reads every failure of a log, and finds the line where each starts."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from whygrad.reading.assembling import Assembler
from whygrad.reading.budget import ReadingBudget
from whygrad.reading.causes import in_causal_order, standing
from whygrad.reading.fingerprint import fingerprint
from whygrad.reading.grammar import TRACEBACK_HEAD
from whygrad.reading.mentions import find_version
from whygrad.reading.mid_line import split_at_error
from whygrad.reading.reader import clean_text, split_lines
from whygrad.reading.report import Failure, Report
from whygrad.reading.unfinished import ExceptionLines
from whygrad.reading.wrappings.colours import strip_colours

BUDGET_SECONDS = 4.0
PLACED_LENGTHS = (60, 30, 15, 8, 4, 2, 1)  # of the beginning of a message, to find its line again
MESSAGE_STARTS = 50  # places of a line where a message can start

_MESSAGE_START = re.compile(r"^|[:：(] ?|['\"]")


def read_log(text: str, limit_characters: int, budget_seconds: float | None = BUDGET_SECONDS) -> list[Failure]:
    """Every failure of a log, a chain of exceptions each, in the order of the log; warnings are failures too.

    Raises `TooComplex` past the budget.
    """
    budget = ReadingBudget(budget_seconds)
    cleaned = clean_text(text, limit_characters, budget)
    lines = split_lines(cleaned)
    found = Assembler(budget).read(lines)
    found = found or Assembler(budget).read(part for line in lines for part in split_at_error(line))
    version = find_version(cleaned)
    chains = chains_of(found)
    told = [tuple(in_causal_order(chain)) for chain in chains]
    reports = [Report(exceptions, version, fingerprint=fingerprint(exceptions[0])) for exceptions in told]
    return place_failures(reports, list(map(beginning_of, chains)), strip_colours(text).split("\n"))


def chains_of(found: Iterable[ExceptionLines]) -> list[list[ExceptionLines]]:
    """The exceptions of each failure."""
    chains: dict[int, list[ExceptionLines]] = {}
    for item in found:
        chains.setdefault(item.chain, []).append(item)
    return list(chains.values())


def beginning_of(chain: Iterable[ExceptionLines]) -> str:
    """What the line of a failure's cause has of its message, or its class where it has none."""
    cause = min(chain, key=standing)
    told = cause.message[0].strip() if cause.message else ""
    return cut_message(told or cause.type or "")


def place_failures(reports: Sequence[Report], beginnings: Sequence[str], lines: Sequence[str]) -> list[Failure]:
    """Find where each report starts: at a head of a traceback that no other report has, else at its message.

    One whose line is written otherwise, as in an escaped log, starts where the one before it did.
    """
    heads = deque(number for number, line in enumerate(lines) if TRACEBACK_HEAD in line)
    places = find_beginnings(frozenset(beginnings), lines)
    failures: list[Failure] = []
    start = 0
    for report, beginning in zip(reports, beginnings, strict=True):
        told = places[beginning].popleft() if places[beginning] else start
        start = heads[0] if heads and heads[0] < told else told
        for _ in filter(lambda exception: exception.frames, report.exceptions):
            if heads and heads[0] <= max(start, told):
                heads.popleft()
        failures.append(Failure(report, start + 1))
    return failures


def cut_message(message: str) -> str:
    """The beginning of a message, of one of a few lengths, by which its line is found again."""
    return message[: next((length for length in PLACED_LENGTHS if length <= len(message)), 0)]


def find_beginnings(beginnings: Collection[str], lines: Iterable[str]) -> dict[str, deque[int]]:
    """The lines in which each beginning of a message stands where a message can start, in one pass over all lines."""
    places: dict[str, deque[int]] = {beginning: deque() for beginning in beginnings}
    lengths = sorted({len(beginning) for beginning in beginnings} - {0})
    for number, line in enumerate(lines):
        if not line:
            continue
        starts = [start.end() for start in islice(_MESSAGE_START.finditer(line), MESSAGE_STARTS)]
        told = {line[start : start + length] for start in starts for length in lengths}
        for beginning in (told & places.keys()) - {""}:
            places[beginning].append(number)
    return places
