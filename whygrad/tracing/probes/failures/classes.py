"""Failures of the program's own modules and custom functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whygrad.tracing.findings import Finding
from whygrad.tracing.probes.failures.looking import error_stack, failing_frame
from whygrad.tracing.probes.failures.registry import on
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch


@on("AttributeError", r"before Module\.__init__\(\) call")
def used_before_init(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The class whose `__init__` does not call its parent's first."""
    frame = failing_frame(trace)
    owner = frame.f_locals.get("self") if frame else None
    classes = [kind.__name__ for kind in type(owner).__mro__] if owner is not None else []
    yield Finding("module-parameter-before-init", error_stack(trace), "__init__", {"classes": classes})


@on("TypeError", r"cannot assign '.{1,80}' as parameter '")
def assigned_tensor(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor assigned where a parameter is."""
    found = re.search(r"as parameter '(.{1,200}?)'", str(trace.error))
    facts = {
        "attribute": found[1] if found else "",
        "in_forward": any(p.function == "forward" for p in error_stack(trace)),
    }
    yield Finding("module-assign-non-parameter", error_stack(trace), "__setattr__", facts)


@on("TypeError", r"save_for_backward can only save variables, but argument (\d+)")
def saved_number(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The custom function that saves what is no tensor."""
    found = re.search(r"argument (\d+) is of type (.{1,80})", str(trace.error))
    argument, kind = (int(found[1]), found[2]) if found else (0, "")
    yield Finding(
        "custom-fn-save-non-tensor", error_stack(trace), "save_for_backward", {"argument": argument, "type": kind}
    )


@on("RuntimeError", r"returned an incorrect number of gradients")
def gradients_missing(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The custom backward that returns too few gradients."""
    found = re.search(r"function (\w{1,200}?)Backward returned .{1,60}expected (\d+), got (\d+)", str(trace.error))
    if found:
        facts = {"class": found[1], "expected": int(found[2]), "got": int(found[3])}
        yield Finding("custom-fn-wrong-grad-count", error_stack(trace), "backward", facts)


@on("RuntimeError", r"Legacy autograd function with non-static forward")
def old_style(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The call of an old-style function."""
    yield Finding("custom-fn-legacy-nonstatic", error_stack(trace), "__call__")
