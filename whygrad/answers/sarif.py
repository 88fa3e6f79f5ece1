"""Logs and audits as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from whygrad.answers.audits import Audit
from whygrad.answers.replies import LogAnswer

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION = "2.1.0"
Result = dict[str, Any]


def log_sarif(answer: LogAnswer) -> dict[str, Any]:
    """The failures of a log, each at the deepest line of the user's own code."""
    return document(log_results(answer))


def log_results(answer: LogAnswer) -> Iterator[Result]:
    """A result for each failure."""
    for failure in answer.failures:
        diagnosis, report = failure.diagnosis, failure.diagnosis.report
        found = diagnosis.answer
        frame = report.failing_frame
        text = f"{found.title}. {found.summary}" if found else f"{report.exception}: {report.message}"
        rule = (found.id, found.title) if found else ("undiagnosed", "No diagnosis")
        place = (frame.file, frame.line) if frame else (None, None)
        extra: Result = {"occurrenceCount": failure.count}
        if report.fingerprint:
            extra["partialFingerprints"] = {"whygrad": report.fingerprint}
        yield result(rule, "error", text, place) | extra


def audit_sarif(audit: Audit, language: str) -> dict[str, Any]:
    """The faults of an audit, each at the line that did it."""
    return document(
        result(
            (finding.id, finding.title[language]),
            "warning",
            finding.explanation[language],
            (finding.file, finding.line),
        )
        for finding in audit.findings
    )


def result(rule: tuple[str, str], level: str, text: str, place: tuple[str | None, int | None]) -> Result:
    """One result; without a place where none is known."""
    file, line = place
    found: Result = {"ruleId": rule[0], "level": level, "message": {"text": text}, "_rule": rule}
    if file is not None:
        region = {"region": {"startLine": line}} if line else {}
        found["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri_of(file)}, **region}}]
    return found


def uri_of(file: str) -> str:
    """A path as an address: relative as it is, absolute as a file's."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else path.as_posix()


def document(results: Iterable[Result]) -> dict[str, Any]:
    """The whole document, with a rule for each entry that is named."""
    found = list(results)
    rules = dict(result.pop("_rule") for result in found)
    described = [{"id": id_, "shortDescription": {"text": title}} for id_, title in rules.items()]
    driver = {"name": "whygrad", "rules": described}
    return {"$schema": SCHEMA, "version": VERSION, "runs": [{"tool": {"driver": driver}, "results": found}]}
