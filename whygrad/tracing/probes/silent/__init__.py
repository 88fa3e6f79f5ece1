"""What keeps a program from learning although nothing is raised: one probe for each fault, surest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from whygrad.tracing.findings import Finding
from whygrad.tracing.probes.silent.losses import rows_broadcast, softmax_twice
from whygrad.tracing.probes.silent.numbers import infinite_derivatives, singular_derivatives
from whygrad.tracing.probes.silent.optimizers import (
    cleared_before_step,
    hidden_parameters,
    hidden_tensors,
    kept_gradients,
    never_optimised,
    replaced_parameters,
)
from whygrad.tracing.probes.silent.severed import (
    cuts_on_purpose,
    gradients_without_graph,
    root_is_leaf,
    severed_loss,
    starved_leaves,
)
from whygrad.tracing.probes.silent.tensors import gradient_of_no_leaf, kept_history, written_through_data
from whygrad.tracing.trace import Trace

Probe = Callable[[Trace], Iterator[Finding]]

PROBES: list[Probe] = [
    hidden_parameters,
    hidden_tensors,
    root_is_leaf,
    infinite_derivatives,
    replaced_parameters,
    cleared_before_step,
    starved_leaves,
    severed_loss,
    rows_broadcast,
    kept_gradients,
    gradient_of_no_leaf,
    softmax_twice,
    gradients_without_graph,
    written_through_data,
    singular_derivatives,
    never_optimised,
    kept_history,
    cuts_on_purpose,
]


def findings_of_run(trace: Trace) -> list[Finding]:
    """Everything that the probes find."""
    return [finding for probe in PROBES for finding in probe(trace)]
