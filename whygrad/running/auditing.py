"""Looks for what goes wrong without an error: runs a program until its first steps are made, watched; imports torch."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from whygrad.answers.audits import Audit, AuditedParameter, AuditFinding
from whygrad.answers.bundle import installed_library
from whygrad.answers.library import KnowledgeMissing, UnknownItem
from whygrad.languages import LANGUAGES
from whygrad.running.failures import links_of
from whygrad.running.own_files import OWN_FILES
from whygrad.running.traced import Run, Watching
from whygrad.tracing.explanations import explain
from whygrad.tracing.families import family_title
from whygrad.tracing.findings import Finding
from whygrad.tracing.graph import node_of, tensors_in, walk_graph
from whygrad.tracing.probes.silent import findings_of_run
from whygrad.tracing.trace import Trace

HISTORY = "silent-loss-history-leak"
UNHELD = "silent-optimizer-never-gets-params"
KEPT_BACKWARDS = 2  # graphs of so many steps alive at once are a history


class StepsMade(BaseException):
    """The steps that an audit waits for have been made."""


def audit(run: Run, steps: int) -> tuple[BaseException | None, Audit | None]:
    """What ended the program before it made `steps` steps, if anything did; else what was found."""
    with Watching() as watching, ending_after(steps):
        error = run()
    if error is not None and not isinstance(error, StepsMade):
        return error, None
    trace = watching.trace
    names = vars(sys.modules["__main__"]) | own_locals(error)
    trace.names = names
    with torch._C.DisableTorchFunction():
        findings = [*filter(is_told, findings_of_run(trace)), *kept_histories(trace, names)]
        parameters = tuple(audited_parameters(trace, names))
    made = sum(len(seen.step_operations) for seen in trace.optimizers)
    return None, Audit(steps=made, parameters=parameters, findings=tuple(map(describe, findings)))


def is_told(finding: Finding) -> bool:
    """Whether an audit tells it: what is a fault only where one says so is none here, but for unheld parameters."""
    return finding.family == UNHELD or not finding.is_open


@contextmanager
def ending_after(steps: int) -> Iterator[None]:
    """End the program in the block when its optimizers have made so many steps."""
    left = steps

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            raise StepsMade

    handle = register_optimizer_step_post_hook(count)  # type: ignore[no-untyped-call,unused-ignore]
    try:
        yield
    finally:
        handle.remove()


def own_locals(error: BaseException | None) -> dict[str, Any]:
    """The names of the user's own functions that were running when the program was ended."""
    found: dict[str, Any] = {}
    for link in links_of(error.__traceback__ if error else None):
        if link.tb_frame.f_code.co_filename in OWN_FILES:
            found |= link.tb_frame.f_locals
    return found


def kept_histories(trace: Trace, names: Mapping[str, Any]) -> Iterator[Finding]:
    """Tensors that the program still holds, and that hold the graphs of several steps."""
    ends = [seen.sequence for seen in trace.backwards]
    for name, value in names.items():
        for tensor in tensors_in(value):
            if node_of(tensor) is None:
                continue
            nodes, _ = walk_graph([tensor])
            numbers = [node._sequence_nr() for node in nodes if not hasattr(node, "variable")]
            if numbers and sum(min(numbers) < end <= max(numbers) for end in ends) >= KEPT_BACKWARDS:
                made = trace.producer(tensor)
                yield Finding(HISTORY, made.stack if made else (), made.name if made else name, {"name": name})
                break


def audited_parameters(trace: Trace, names: Mapping[str, Any]) -> Iterator[AuditedParameter]:
    """Every parameter of the models that the program names, with its gradient and who holds it."""
    holders = {id(tensor): number for number, seen in enumerate(trace.optimizers, 1) for tensor in seen.held}
    told: set[int] = set()
    for name, value in names.items():
        if not isinstance(value, torch.nn.Module) or isinstance(value, type) or name.startswith("_"):
            continue
        for path, parameter in value.named_parameters():
            if id(parameter) not in told:
                told.add(id(parameter))
                yield AuditedParameter(
                    name=f"{name}.{path}",
                    shape=tuple(parameter.shape),
                    gradient=state_of(parameter),
                    optimizer=holders.get(id(parameter)),
                )


def state_of(parameter: torch.Tensor) -> str:
    """What the gradient of a parameter is."""
    if not parameter.requires_grad:
        return "frozen"
    if parameter.grad is None:
        return "none"
    if not bool(parameter.grad.isfinite().all()):
        return "non_finite"
    return "ok" if bool(parameter.grad.any()) else "zero"


def title_of(family: str) -> Mapping[str, str]:
    """The title of an entry; of a family that has none yet, its short name."""
    try:
        return {language: installed_library(language).entry(family).title for language in LANGUAGES}
    except (UnknownItem, KnowledgeMissing):
        return family_title(family)


def describe(finding: Finding) -> AuditFinding:
    """A finding as it is told."""
    place = finding.stack[-1] if finding.stack else None
    return AuditFinding(
        id=finding.family,
        title=title_of(finding.family),
        file=place.file if place else None,
        line=place.line if place else None,
        explanation=explain(finding),
    )
