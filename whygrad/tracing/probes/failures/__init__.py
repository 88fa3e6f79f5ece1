"""What a program that raised did wrong: one probe for each family of messages, in modules by what failed."""

from __future__ import annotations

from whygrad.tracing.findings import Finding
from whygrad.tracing.probes.failures import (  # noqa: F401 - each registers its probes
    classes,
    gradients,
    graphs,
    numbers,
    optimizers,
    roots,
    writes,
)
from whygrad.tracing.probes.failures.registry import PROBES
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch


def is_known(error: BaseException) -> bool:
    """Whether a probe knows the message."""
    name, message = type(error).__name__, str(error)
    return any(exception in ("", name) and pattern.search(message) for exception, pattern, _ in PROBES)


def findings_of_failure(trace: Trace, watch: VersionWatch | None) -> list[Finding]:
    """What the first probe that knows the message finds."""
    if trace.error is None:
        return []
    name, message = type(trace.error).__name__, str(trace.error)
    for exception, pattern, probe in PROBES:
        if exception in ("", name) and pattern.search(message):
            return list(probe(trace, watch))
    return []


def needs_versions(error: BaseException | None) -> bool:
    """Whether only a second run, which watches versions, can tell the line."""
    return error is not None and "modified by an inplace operation" in str(error)
