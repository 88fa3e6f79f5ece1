"""Which probe looks at which failure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from whygrad.tracing.findings import Finding
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch

Probe = Callable[[Trace, VersionWatch | None], Iterator[Finding]]
PROBES: list[tuple[str, re.Pattern[str], Probe]] = []


def on(exception: str, message: str) -> Callable[[Probe], Probe]:
    """Register a probe for exceptions of that name (or a prefix of a message) whose message holds the pattern."""

    def register(probe: Probe) -> Probe:
        PROBES.append((exception, re.compile(message), probe))
        return probe

    return register
