"""Diagnoses a log: each different failure once, with how often it happened and where it starts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whygrad.answers.diagnoses import diagnose_report
from whygrad.answers.library import Library
from whygrad.answers.replies import LogAnswer, LogFailure
from whygrad.finding.signatures import Match
from whygrad.reading import Failure, ReportedException, read_log

FAILURE_LIMIT = 100

_NUMBERS = re.compile(r"0x[0-9a-fA-F]+|\d+")
Key = tuple[str | None, str]


def diagnose_log(library: Library, log: str) -> LogAnswer:
    """The failures of `log` in its order; a warning counts as one only where an entry is about it."""
    groups: dict[Key, list[Failure]] = {}
    for failure in read_log(log, len(log)):
        exception, matches = failure.report.exceptions[0], library.finders.signatures.match(failure.report)
        if matches or not exception.is_warning:
            groups.setdefault(name_failure(exception, matches), []).append(failure)
    ordered = sorted(groups.values(), key=lambda group: group[0].first_line)
    shown = tuple(describe_failure(library, group) for group in ordered[:FAILURE_LIMIT])
    return LogAnswer(failures=shown, truncated=len(ordered) > FAILURE_LIMIT)


def describe_failure(library: Library, group: Sequence[Failure]) -> LogFailure:
    """Failures that are the same, by the first of them."""
    first = group[0]
    diagnosis = diagnose_report(library, first.report)
    return LogFailure(count=len(group), first_line=first.first_line, diagnosis=diagnosis)


def name_failure(exception: ReportedException, matches: Sequence[Match]) -> Key:
    """What two failures have in common that are the same: the entry or the class, and the message but for numbers."""
    return matches[0].entry if matches else exception.type, _NUMBERS.sub("0", exception.message)
