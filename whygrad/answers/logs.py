"""Diagnoses a log: each different failure once, with how often it happened and where it starts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from whygrad.answers.diagnoses import diagnose_report
from whygrad.answers.library import Library
from whygrad.finding.signatures import Match
from whygrad.reading import Failure, ReportedException, read_log

FAILURE_LIMIT = 100

_NUMBERS = re.compile(r"0x[0-9a-fA-F]+|\d+")
Key = tuple[str | None, str]


def diagnose_log(library: Library, log: str, language: str) -> dict[str, Any]:
    """The failures of `log` in its order; a warning counts as one only where an entry is about it."""
    groups: dict[Key, list[Failure]] = {}
    for failure in read_log(log, len(log)):
        exception, matches = failure.report.exceptions[0], library.signatures.match(failure.report)
        if matches or not exception.is_warning:
            groups.setdefault(name_failure(exception, matches), []).append(failure)
    ordered = sorted(groups.values(), key=lambda group: group[0].first_line)
    return {
        "failures": [
            {
                "count": len(group),
                "first_line": group[0].first_line,
                "diagnosis": diagnose_report(library, group[0].report, language, with_answer=True),
            }
            for group in ordered[:FAILURE_LIMIT]
        ],
        "truncated": len(ordered) > FAILURE_LIMIT,
    }


def name_failure(exception: ReportedException, matches: Sequence[Match]) -> Key:
    """What two failures have in common that are the same: the entry or the class, and the message but for numbers."""
    return matches[0].entry if matches else exception.type, _NUMBERS.sub("0", exception.message)
