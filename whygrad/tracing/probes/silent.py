"""What keeps a program from learning although nothing is raised: one probe for each fault, surest first."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import torch

from whygrad.tracing.findings import Finding
from whygrad.tracing.graph import is_leaf, node_of, tensors_in, walk_graph
from whygrad.tracing.places import word_set
from whygrad.tracing.probes.cuts import cut_facts, cuts_behind, reaches, sources_anonymous
from whygrad.tracing.probes.modules import unregistered
from whygrad.tracing.terms import Ancestry, trains_by_data
from whygrad.tracing.trace import BackwardSeen, Operation, Trace

Probe = Callable[[Trace], Iterator[Finding]]
CHOICES = word_set(
    "argmax argmin argsort topk gt lt ge le eq ne __gt__ __lt__ __ge__ __le__ one_hot long int bool round sign floor "
    "ceil greater less nonzero searchsorted bucketize"
)
COPIES = word_set("tensor as_tensor new_tensor from_numpy numpy __array__ tolist")
NUMBERS = word_set("item __float__ __int__ __bool__ __index__ __format__")
GRADIENTS = frozenset({"grad", "grad="})  # a parameter's gradient, read or cleared
DETACHES = word_set("detach data detach_")
SINGULAR = word_set(
    "log sqrt div pow rsqrt reciprocal log2 log10 norm __pow__ __truediv__ true_divide __rdiv__ __rtruediv__"
)
INFINITE_AT_ZERO = frozenset({"sqrt", "norm"})
MASKED_DEPTH = 5
SHAPES = word_set("squeeze flatten view reshape __getitem__ sigmoid tanh relu softplus exp")
POINTWISE = word_set(
    "add sub mul div __add__ __sub__ __mul__ __truediv__ __rsub__ __radd__ __rmul__ mse_loss l1_loss smooth_l1_loss "
    "huber_loss add_ sub_ mul_ binary_cross_entropy binary_cross_entropy_with_logits"
)


def findings_of_run(trace: Trace) -> list[Finding]:
    """Everything that the probes find."""
    return [finding for probe in PROBES for finding in probe(trace)]


def hidden_parameters(trace: Trace) -> Iterator[Finding]:
    """Modules kept in a plain list or dict, which no optimizer that took `parameters()` can hold."""
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    for facts in unregistered(trace):
        modules = [m for m in trace.modules if type(m).__name__ == facts["classes"][0]]
        kept = [item for module in modules for item in items_of(vars(module).get(facts["attribute"]))]
        tensors = [t for item in kept for t in ([item] if isinstance(item, torch.Tensor) else item.parameters())]
        if tensors and not any(id(tensor) in held for tensor in tensors):
            yield Finding("silent-unregistered-parameter", (), "parameters", facts)


def items_of(value: object) -> list[Any]:
    """What a list, tuple or dict holds."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []


def root_is_leaf(trace: Trace) -> Iterator[Finding]:
    """Backward from a tensor that has no graph: requires_grad was switched on for the loss itself."""
    for seen in trace.backwards:
        if not (seen.roots and all(node_of(root) is None and root.requires_grad for root in seen.roots)):
            continue
        trimmed = Trace(trace.own_files, trace.operations[: seen.operation_index], [seen])
        cuts = cuts_behind(trimmed)
        for cut in cuts:
            yield Finding("silent-loss-requires-grad-hack", cut.stack, cut.name, cut_facts(trace, cut))
        if not cuts:
            yield Finding("silent-loss-requires-grad-hack", seen.stack, "requires_grad")
        return


def starved_leaves(trace: Trace) -> Iterator[Finding]:
    """Leaves that an optimizer holds and no backward ever reaches, and the operations that cut the way to them."""
    reached = {
        id(leaf.tensor)
        for seen in trace.backwards
        for leaf in seen.leaves
        if seen.accumulates and leaf.gradient_after is not None and bool(leaf.gradient_after.any())
    }
    starved = [t for seen in trace.optimizers for t in seen.held if t.requires_grad and id(t) not in reached]
    if starved and trace.backwards:
        yield from cuts_from(trace, {id(tensor) for tensor in starved}, {"starved": len(starved)})


def cuts_from(trace: Trace, wanted: set[int], facts: dict[str, Any]) -> Iterator[Finding]:
    """What cuts the way from some leaves to what backward starts from, each place once."""
    places: set[tuple[int, int]] = set()
    used = operations_behind(trace)
    roots = {id(root) for seen in trace.backwards for root in seen.roots}
    for cut in trace.operations[: trace.backwards[-1].operation_index]:
        is_read_out = not cut.outputs and not any(id(tensor) in roots for tensor in cut.inputs)
        is_on_the_way = cut.index in used or is_read_out
        if not cut.is_cut or not cut.raw or cut.name in GRADIENTS:
            continue
        if not is_on_the_way or not reaches(trace, cut, wanted):
            continue
        place = cut.stack[-1]
        if (place.line, place.column) not in places:
            places.add((place.line, place.column))
            yield Finding(family_of_cut(cut), cut.stack, cut.name, cut_facts(trace, cut) | facts)


def severed_loss(trace: Trace) -> Iterator[Finding]:
    """A loss of which nothing but penalties of parameters has a graph, and what cut the rest of it."""
    accumulating = [seen for seen in trace.backwards if seen.accumulates]
    roots = [root for seen in accumulating for root in seen.roots]
    if not roots or not all(node_of(root) is not None for root in roots):
        return
    ancestry = Ancestry(trace.operations)
    if not any(trains_by_data(ancestry.of(root)) for root in roots):
        held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
        yield from cuts_from(trace, held, {"penalty": True})


def kept_history(trace: Trace) -> Iterator[Finding]:
    """A name that still holds the graphs of several losses at the end: a fault only where memory is what one asks."""
    ends = {node_of(root) for seen in trace.backwards if seen.completed for root in seen.roots} - {None}
    for name, value in trace.names.items():
        kept = [tensor for tensor in tensors_in(value) if node_of(tensor) is not None]
        if kept and len(ends & set(walk_graph(kept)[0])) > 1:
            made = trace.producer(kept[-1])
            facts = {"name": name, "only_if_asked": True}
            yield Finding("silent-loss-history-leak", made.stack if made is not None else (), "kept", facts)


def cuts_on_purpose(trace: Trace) -> Iterator[Finding]:
    """Whatever cuts a way to the loss although every leaf is trained by another: a fault only where one says so."""
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    if held and trace.backwards:
        yield from cuts_from(trace, held, {"only_if_asked": True})


def operations_behind(trace: Trace) -> set[int]:
    """The operations whose results the roots were calculated from, by what was handed from one to the next."""
    produced: dict[int, Operation] = {}
    for operation in trace.operations:
        for output in operation.outputs:
            produced.setdefault(id(output), operation)
    found: set[int] = set()
    waiting = [root for seen in trace.backwards for root in seen.roots]
    while waiting:
        made = produced.get(id(waiting.pop()))
        if made is not None and made.index not in found:
            found.add(made.index)
            waiting.extend(made.inputs)
    return found


def family_of_cut(cut: Operation) -> str:
    """The family that an operation which cuts the graph belongs to."""
    if cut.is_sample:
        return "silent-sample-not-reparameterised"
    if cut.name == "autograd.grad":
        return "silent-higher-order-without-create-graph"
    if cut.name in CHOICES:
        return "silent-argmax-nondifferentiable"
    if cut.name in COPIES:
        return "silent-tensor-copy-detaches"
    if cut.name in NUMBERS:
        return "silent-item-detaches"
    if not cut.grad_enabled:
        return "silent-detach-in-forward"
    return "silent-detach-in-forward" if cut.name in DETACHES else "silent-argmax-nondifferentiable"


def kept_gradients(trace: Trace) -> Iterator[Finding]:
    """A backward that adds to a gradient which an update has used already."""
    accumulating = [seen for seen in trace.backwards if seen.accumulates]
    for earlier, seen in itertools.pairwise(accumulating):
        before = {id(leaf.tensor): leaf for leaf in earlier.leaves}
        for leaf in seen.leaves:
            last = before.get(id(leaf.tensor))
            if last is None or last.value is None or leaf.value is None or leaf.gradient_before is None:
                continue
            is_kept = last.gradient_after is not None and torch.equal(last.gradient_after, leaf.gradient_before)
            if is_kept and bool(leaf.gradient_before.any()) and not torch.equal(last.value, leaf.value):
                facts = {
                    "shape": list(leaf.tensor.shape),
                    "step_stacks": [o.step_stack for o in trace.optimizers if any(leaf.tensor is t for t in o.held)],
                    "update_stack": update_stack(trace, leaf.tensor, seen.operation_index),
                    "backward_stack": seen.stack,
                }
                yield Finding("silent-missing-zero-grad", seen.stack, "backward", facts)
                return


def update_stack(trace: Trace, leaf: torch.Tensor, before: int) -> tuple[object, ...]:
    """Where a leaf was written last before an operation."""
    for operation in reversed(trace.operations[:before]):
        if operation.writes_in_place and operation.inputs and operation.inputs[0] is leaf:
            return operation.stack
        if operation.name == "data" and operation.inputs and operation.inputs[0] is leaf:
            return operation.stack
    return ()


def rows_broadcast(trace: Trace) -> Iterator[Finding]:
    """(N, 1) met (N,) and became (N, N), on the way to a loss."""
    warned = any("Using a target size" in warning for warning in trace.warnings)
    for operation in trace.operations:
        pair = operation.inputs[:2]
        if operation.name not in POINTWISE or len(pair) != 2 or not operation.raw:
            continue
        dims = sorted(tensor.dim() for tensor in pair)
        column = next((t for t in pair if t.dim() == 2 and t.shape[1] == 1), None)
        row = next((t for t in pair if t.dim() == 1), None)
        if dims != [1, 2] or column is None or row is None or column.shape[0] != row.shape[0] or row.shape[0] < 2:
            continue
        graphs = [tensor.requires_grad for tensor in pair]
        facts = {
            "column_first": pair[0] is column,
            "rows": row.shape[0],
            "warned": warned,
            "one_is_predicted": graphs.count(True) == 1 and is_predicted(trace, pair[graphs.index(True)], operation),
            "row_made": made_at(trace, row, operation),
        }
        yield Finding("silent-broadcast-loss", operation.stack, operation.name, facts)
        return


def is_predicted(trace: Trace, tensor: torch.Tensor, before: Operation) -> bool:
    """Whether a layer gave a tensor, perhaps in another shape: a prediction that a target is compared with."""
    made = trace.producer(tensor, before.index)
    while made is not None and made.name in SHAPES and made.inputs:
        made = trace.producer(made.inputs[0], made.index)
    return made is not None and made.name == "linear"


def made_at(trace: Trace, tensor: torch.Tensor, before: Operation) -> tuple[object, ...]:
    """Where a tensor was made."""
    made = trace.producer(tensor, before.index)
    return made.stack if made is not None and made.raw else ()


def infinite_derivatives(trace: Trace) -> Iterator[Finding]:
    """A finite loss whose gradient is not finite, where `where` has masked the value but not the derivative."""
    seen = next((seen for seen in trace.backwards if is_broken(seen)), None)
    for operation in trace.operations[: seen.operation_index] if seen is not None else []:
        if operation.name == "where" and len(operation.inputs) == 3 and operation.raw:
            yield from masked_too_late(trace, operation)


def is_broken(seen: BackwardSeen) -> bool:
    """Whether a backward gave gradients that are not finite from roots that are."""
    gradients = [leaf.gradient_after for leaf in seen.leaves if leaf.gradient_after is not None]
    is_finite = all(bool(torch.isfinite(root).all()) for root in seen.roots)
    return is_finite and not all(bool(torch.isfinite(gradient).all()) for gradient in gradients)


def masked_too_late(trace: Trace, where: Operation) -> Iterator[Finding]:
    """A branch of `where` that was calculated from values at which its derivative is not finite."""
    for index in (1, 2):
        branch = where.inputs[index]
        made = singular_behind(trace, branch, where.index, MASKED_DEPTH) if branch.requires_grad else None
        if made is not None:
            facts = {"branch": index, "inner": made.name, "inner_stack": made.stack, "shape": list(branch.shape)}
            yield Finding("silent-where-nan-trap", where.stack, "where", facts)
            return


def singular_behind(trace: Trace, tensor: torch.Tensor, before: int, depth: int) -> Operation | None:
    """The operation behind a branch whose derivative is not finite at some of its inputs."""
    made = trace.producer(tensor, before)
    if made is None or not made.raw or depth == 0:
        return None
    if is_at_edge(made):
        return made
    behind = (singular_behind(trace, given, made.index, depth - 1) for given in made.inputs if given.requires_grad)
    return next((found for found in behind if found is not None), None)


def is_at_edge(operation: Operation) -> bool:
    """Whether a function was taken where its derivative is not finite: log(0), sqrt(0), 1 / 0."""
    if operation.name not in SINGULAR:
        return False
    at_zero = operation.name in INFINITE_AT_ZERO and any(bool((result == 0).any()) for result in operation.outputs)
    return at_zero or not all(bool(torch.isfinite(result).all()) for result in operation.outputs)


def replaced_parameters(trace: Trace) -> Iterator[Finding]:
    """A parameter put in the place of one that an optimizer goes on holding."""
    for assigned in trace.assignments:
        held_by_any = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
        for seen in trace.optimizers:
            held = {id(tensor) for tensor in seen.held}
            is_stale = any(id(old) in held for old in assigned.old) and not any(
                id(new) in held_by_any for new in assigned.new
            )
            reached = {
                id(leaf.tensor)
                for b in trace.backwards
                if b.operation_index > assigned.operation_index
                for leaf in b.leaves
            }
            if is_stale and any(id(new) in reached for new in assigned.new):
                facts = {"optimizer_stack": seen.stack, "shape": list(assigned.new[0].shape)}
                yield Finding("silent-optimizer-stale-params", assigned.stack, "__setattr__", facts)
                return


def softmax_twice(trace: Trace) -> Iterator[Finding]:
    """Probabilities given to `cross_entropy`, which takes the softmax itself."""
    for operation in trace.operations:
        if operation.name != "cross_entropy" or not operation.inputs:
            continue
        made = trace.producer(operation.inputs[0], operation.index)
        if made is not None and made.name == "softmax" and made.raw:
            facts = {"loss_stack": operation.stack, "shape": list(operation.inputs[0].shape)}
            yield Finding("silent-double-softmax", made.stack, "softmax", facts)
            return


def cleared_before_step(trace: Trace) -> Iterator[Finding]:
    """Steps that find every gradient cleared although a backward has run."""
    for seen in trace.optimizers:
        if seen.step_operations and seen.idle_steps == len(seen.step_operations) and trace.backwards:
            held = {id(tensor) for tensor in seen.held}
            got = any(
                id(leaf.tensor) in held and leaf.gradient_after is not None and bool(leaf.gradient_after.any())
                for backward in trace.backwards
                for leaf in backward.leaves
            )
            if got:
                last = trace.backwards[-1]
                yield Finding("silent-zero-grad-order", last.stack, "zero_grad", {"optimizer_stack": seen.stack})
                return


def gradient_of_no_leaf(trace: Trace) -> Iterator[Finding]:
    """`.grad` read of a tensor that is no leaf: None, with a warning."""
    for operation in trace.operations:
        if operation.name != "grad" or not operation.inputs or operation.outputs or not operation.raw:
            continue
        tensor = operation.inputs[0]
        made = trace.producer(tensor)
        if tensor.requires_grad and not is_leaf(tensor) and made is not None and made.raw:
            facts = {
                "shape": list(tensor.shape),
                "sources_anonymous": sources_anonymous(trace, made),
                "is_leaf": False,
                "requires_grad": True,
                "backwards": len(trace.backwards),
            }
            yield Finding("silent-grad-none-nonleaf", made.stack, made.name, facts)
            return


def gradients_without_graph(trace: Trace) -> Iterator[Finding]:
    """A gradient taken without `create_graph` that a loss is made of, which keeps it from what optimizers hold."""
    used = operations_behind(trace)
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    for operation in trace.operations:
        is_cut = operation.name == "autograd.grad" and operation.is_cut and operation.index in used and operation.raw
        if is_cut and (not held or reaches(trace, operation, held)):
            yield Finding("silent-higher-order-without-create-graph", operation.stack, "autograd.grad")
            return


def singular_derivatives(trace: Trace) -> Iterator[Finding]:
    """A finite loss whose gradient is not finite: the function that was taken where its derivative is infinite."""
    seen = next((seen for seen in trace.backwards if is_broken(seen)), None)
    if seen is None:
        return
    used = operations_behind(trace)
    for operation in trace.operations[: seen.operation_index]:
        if is_at_edge(operation) and operation.index in used and any(operation.inputs_require_grad) and operation.raw:
            family = "silent-log-zero" if operation.name.startswith("log") else "silent-sqrt-zero-grad"
            yield Finding(family, operation.stack, operation.name, {"shape": list(operation.outputs[0].shape)})
            return


def written_through_data(trace: Trace) -> Iterator[Finding]:
    """An intermediate result changed through `.data`, which backward does not notice."""
    aliases = {id(output): op for op in trace.operations if op.name == "data" and op.inputs for output in op.outputs}
    for operation in trace.operations:
        read = aliases.get(id(operation.inputs[0])) if operation.writes_in_place and operation.inputs else None
        if read is not None and operation.raw and node_of(read.inputs[0]) is not None:
            yield Finding(
                "silent-data-inplace", operation.stack, operation.name, {"shape": list(operation.inputs[0].shape)}
            )
            return


def never_optimised(trace: Trace) -> Iterator[Finding]:
    """Parameters that get gradients and that no optimizer holds: a fault only where somebody says so."""
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    reached = {id(leaf.tensor): leaf.tensor for seen in trace.backwards for leaf in seen.leaves}
    left = [t for key, t in reached.items() if key not in held and isinstance(t, torch.nn.Parameter)]
    if left and held:
        owners = [
            name
            for name, value in trace.names.items()
            if isinstance(value, torch.nn.Module) and {id(t) for t in value.parameters()} & {id(t) for t in left}
        ]
        facts = {"count": len(left), "modules": owners, "only_if_asked": True}
        yield Finding("silent-optimizer-never-gets-params", trace.optimizers[-1].stack, "Optimizer", facts)


PROBES: list[Probe] = [
    hidden_parameters,
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
