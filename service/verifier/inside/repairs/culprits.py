"""Which line of a program did it, as verdicts and repairs tell it."""

from __future__ import annotations

from service.verifier.contract import Culprit
from service.verifier.inside.repairs.observing import observe
from whygrad.tracing.explanations import explain
from whygrad.tracing.findings import Finding
from whygrad.tracing.probes.failures import is_known

TRACED_SECONDS = 2.0


def find_culprit(text: str, error: BaseException) -> Culprit | None:
    """The line behind an exception, from a second run that is watched; None where no probe knows the message."""
    if not is_known(error):
        return None
    findings = observe(text, TRACED_SECONDS).findings
    return describe_culprit(findings[0], text) if findings else None


def describe_culprit(finding: Finding | None, text: str) -> Culprit | None:
    """The line that did it."""
    line = None if finding is None else finding.line or line_of_attribute(finding, text)
    if finding is None or line is None:
        return None
    return Culprit(line, finding.operation or finding.family, explain(finding))


def line_of_attribute(finding: Finding, text: str) -> int | None:
    """The line that assigns an attribute, for faults that no operation of torch makes."""
    attribute = finding.facts.get("attribute")
    rows = enumerate(text.splitlines(), 1)
    return next((number for number, row in rows if attribute and f"self.{attribute} =" in row), None)
