"""Looks at a program once: runs it under the recorder and reads off what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from service.verifier.inside.recorder import PROGRAM_FILE
from service.verifier.inside.repairs.executing import Execution, execute
from whygrad.tracing.findings import Finding
from whygrad.tracing.probes.failures import findings_of_failure, needs_versions
from whygrad.tracing.probes.silent import findings_of_run
from whygrad.tracing.recorder import recording
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch, until_backward, watching_versions

OWN_FILES = frozenset({PROGRAM_FILE})


@dataclass
class Observation:
    """One look: how the run ended, and the faults found, the surest first."""

    run: Execution
    findings: list[Finding]

    @property
    def families(self) -> set[str]:
        """The families of what is a fault whatever is meant."""
        return {finding.family for finding in self.findings if not finding.is_open}


def observe(text: str, seconds: float) -> Observation:
    """Run `text` under the recorder; a second time, with versions watched, where only that names the line."""
    trace = Trace(OWN_FILES)
    run = execute(text, [recording(trace)], seconds=seconds)
    trace.warnings = run.warnings
    if run.was_cut:
        return Observation(run, [])
    trace.error, trace.names = run.error, run.names
    watch = watch_versions(text, len(trace.backwards), seconds) if needs_versions(run.error) else None
    with torch._C.DisableTorchFunction():
        found = findings_of_run(trace) if run.error is None else findings_of_failure(trace, watch)
    return Observation(run, found)


def watch_versions(text: str, backward: int, seconds: float) -> VersionWatch:
    """What was written to saved tensors up to the backward of that number."""
    watch = VersionWatch(OWN_FILES)
    execute(text, [until_backward(backward, watch), watching_versions(watch)], seconds=seconds)
    return watch
