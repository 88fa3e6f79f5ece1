"""Watches a program run, and names the line that did it; imports torch."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable

import torch

from whygrad.running.failures import without_watching
from whygrad.running.own_files import OWN_FILES
from whygrad.tracing.explanations import explain
from whygrad.tracing.findings import Finding
from whygrad.tracing.probes.failures import findings_of_failure, needs_versions
from whygrad.tracing.recorder import recording
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch, until_backward, watching_versions
from whygrad.user.last_failure import CulpritLine

Run = Callable[[], BaseException | None]


class Watching:
    """Watches the user's own code that runs in the block."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.trace = Trace(OWN_FILES)
        self._recording = recording(self.trace)

    def __enter__(self) -> Watching:
        """Begin."""
        self._recording.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """End."""
        self._recording.__exit__(None, None, None)

    def culprit_of(self, error: BaseException, watch: VersionWatch | None = None) -> CulpritLine | None:
        """The line behind an error of what was watched; None where nothing tells it. Takes us from its traceback."""
        self.trace.error, self.trace.names = error, vars(sys.modules["__main__"])
        with torch._C.DisableTorchFunction():
            findings = findings_of_failure(self.trace, watch)
        error.__traceback__ = without_watching(error.__traceback__)
        return describe_culprit(findings[0]) if findings else None


def run_traced(run: Run, tell_second_run: Callable[[], None]) -> tuple[BaseException | None, CulpritLine | None]:
    """What ended the program, and the line that did it; runs it a second time, unheard, where only that can tell."""
    with Watching() as watching:
        error = run()
    if error is None:
        return None, None
    if not needs_versions(error):
        return error, watching.culprit_of(error)
    tell_second_run()
    return error, watching.culprit_of(error, watch_versions(run, len(watching.trace.backwards)))


def watch_versions(run: Run, backward: int) -> VersionWatch:
    """What the program wrote to saved tensors up to the backward of that number."""
    watch = VersionWatch(OWN_FILES)
    unheard = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
    with unheard[0], unheard[1], until_backward(backward, watch), watching_versions(watch):
        run()
    return watch


def describe_culprit(finding: Finding) -> CulpritLine | None:
    """The line that did it; None where no line did."""
    if not finding.stack:
        return None
    place = finding.stack[-1]
    return CulpritLine(
        file=place.file,
        line=place.line,
        column=place.column,
        end_column=place.end_column if place.end_line == place.line else 0,
        operation=finding.operation or finding.family,
        explanation=explain(finding),
    )
